import assert from 'node:assert/strict'
import type { LightMyRequestResponse } from 'fastify'
import type { OpenChannel } from './open-channel.js'

/** An answer as an assertion's message shows it. */
export function show (response: LightMyRequestResponse): string {
  return `${response.statusCode} ${JSON.stringify(response.body.slice(0, 200))}`
}

/** Asserts that the other side may forget the message. */
export function assertAcknowledged (channel: OpenChannel, response: LightMyRequestResponse, what: string): void {
  assert.ok(channel.isAcknowledged(response), `${what}: answered ${show(response)} instead of an acknowledgement`)
}

/** Asserts that the other side gives up and that the hub received nothing. */
export function assertRefused (channel: OpenChannel, response: LightMyRequestResponse, what: string): void {
  assert.ok(channel.isRefused(response), `${what}: answered ${show(response)} instead of a refusal`)
  assert.deepEqual(channel.hub.received, [], `${what}: something was received`)
}
