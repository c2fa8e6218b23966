import { hash } from 'node:crypto'
import type { UploadFile } from './media-uploads.js'

// A light grey square of 64 x 64 points.
const bytes = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAj/wAALCABA' +
  'AEABAREA/8QAFQABAQAAAAAAAAAAAAAAAAAAAAf/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAA/ALCAAAAAAAAAAAAAAAAAAAAA/9k=',
  'base64'
)

/** Stands where the platform demands a still picture and the message has none: video, music, mini-program page. */
export const NEUTRAL_THUMB: UploadFile = { bytes, mimeType: 'image/jpeg', sha256: hash('sha256', bytes, 'hex') }
