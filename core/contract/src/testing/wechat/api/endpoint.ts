import type { Account } from '../account.js'
import type { JsonAnswer } from '../errcode.js'
import type { Simulation } from '../simulation.js'

/** One HTTP request to the platform. */
export interface Call {
  method: string
  path: string
  query: URLSearchParams
  body: Buffer
  contentType: string
  remoteAddress: string
}

/** A call whose token was checked. */
export interface AccountCall extends Call {
  account: Account
  /** The JSON of a POST; empty for the rest. */
  input: Record<string, unknown>
}

/** An answer that is a file. */
export class FileAnswer {
  readonly bytes: Buffer
  readonly contentType: string
  readonly name: string

  constructor (bytes: Buffer, contentType: string, name: string) {
    this.bytes = bytes
    this.contentType = contentType
    this.name = name
  }
}

/** What an API gives back. */
export type Answer = JsonAnswer | FileAnswer

/** One API of the platform. */
export interface Endpoint {
  method: 'GET' | 'POST'
  /** Whether the account must be verified, else 48001. */
  verified?: true
  /** Whether the body is JSON; uploads are not. */
  json?: true
  /** The content type of refusals, where it is not the usual one. */
  refusalContentType?: string
  handle (call: AccountCall, simulation: Simulation): Answer | Promise<Answer>
}

/** An API that is called without a token. */
export interface OpenEndpoint {
  method: 'GET' | 'POST'
  handle (call: Call, simulation: Simulation): Answer
}
