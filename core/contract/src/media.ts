import type { Readable } from 'node:stream'
import { Type, type Static } from 'typebox'

/**
 * A file of a message, by reference. Inbound files start as `remote` and become `stored` when the hub has fetched them;
 * outbound files are always `stored`.
 */
export const MediaRef = Type.Object({
  state: Type.Union([Type.Literal('remote'), Type.Literal('stored'), Type.Literal('failed')]),
  id: Type.Optional(Type.String({ description: 'Id in the media store; set when stored' })),
  remote: Type.Optional(Type.String({ maxLength: 2048, description: "The channel's own reference, given back to fetchMedia" })),
  name: Type.Optional(Type.String({ maxLength: 255 })),
  mimeType: Type.Optional(Type.String({ maxLength: 127 })),
  bytes: Type.Optional(Type.Integer({ minimum: 0, description: 'Size in bytes' })),
  sha256: Type.Optional(Type.String({ description: 'Lower-case hex digest of the content' })),
  error: Type.Optional(Type.String({ description: 'Why fetching failed for good' }))
}, { additionalProperties: false })

/** A file of a message, by reference. */
export type MediaRef = Static<typeof MediaRef>

/** What is known of a file before its bytes are read. */
export interface MediaMeta {
  /** File name as the sender gave it; never used as a path. */
  name?: string
  /** Type as the sender claims it; the store sniffs the content and keeps what it found. */
  mimeType?: string
}

/** A stored file with its bytes. */
export interface MediaFile {
  ref: MediaRef
  /** The whole content; files are bounded by the `media.maxBytes` of the hub's config. */
  bytes: Buffer
}

/** Where files live. Shared by all plugins and processes. */
export interface MediaStore {
  /**
   * Stores a file under a random id.
   * @throws KH_ERR_MEDIA_TOO_LARGE when it is longer than the hub allows; nothing is kept then.
   */
  put (content: Buffer | Readable, meta: MediaMeta): Promise<MediaRef>
  /** Reads a stored file whole. @throws KH_ERR_MEDIA_NOT_FOUND */
  get (id: string): Promise<MediaFile>
}
