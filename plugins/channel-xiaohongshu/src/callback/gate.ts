import { errors } from '../errors.js'
import type { Signature } from '../wire/schema.js'
import { AllowList } from './allow-list.js'
import { isSigned, type SignedRequest } from './signature.js'

/** A request as the web framework has it. */
export interface RawRequest extends SignedRequest { ip: string }

/** What a request must show before anybody reads it. */
export interface GateOptions {
  ranges: readonly string[]
  /** Of the ranges, for mistakes in them. */
  rangesOption: string
  signature: Signature
  /** Absent: nothing is signed. */
  key: string | undefined
  /** Of the key, for the log. */
  keyOption: string
}

/** Lets in what comes from an allowed address and carries the right signature. */
export class Gate {
  readonly #addresses: AllowList
  readonly #options: GateOptions

  /** @throws XHS_ERR_OPTIONS */
  constructor (options: GateOptions) {
    this.#addresses = new AllowList(options.ranges, options.rangesOption)
    this.#options = options
  }

  /** Whether a request must be signed. */
  get asksForProof (): boolean { return this.#options.key !== undefined && this.#options.signature.kind !== 'none' }

  /** @throws XHS_ERR_ADDRESS, XHS_ERR_SIGNATURE */
  admit (request: RawRequest): void {
    const { signature, key, keyOption } = this.#options
    if (!this.#addresses.has(request.ip)) throw new errors.XHS_ERR_ADDRESS()
    if (key !== undefined && !isSigned(request, signature, key)) throw new errors.XHS_ERR_SIGNATURE(keyOption)
  }
}
