import { BlockList, isIP } from 'node:net'
import { errors } from '../errors.js'

/** Addresses from which callbacks may come. */
export class AllowList {
  readonly #list = new BlockList()
  readonly #isOpen: boolean

  /**
   * @param ranges addresses or CIDR ranges; none: every address may
   * @param option named when a range is none
   * @throws XHS_ERR_OPTIONS
   */
  constructor (ranges: readonly string[], option: string) {
    this.#isOpen = ranges.length === 0
    for (const [index, range] of ranges.entries()) {
      const [address = '', bits, ...rest] = range.split('/')
      const version = isIP(address)
      const size = version === 4 ? 32 : 128
      const prefix = bits === undefined ? size : Number(bits)
      if (version === 0 || rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits)) || prefix > size) {
        throw new errors.XHS_ERR_OPTIONS(`${option}/${index}`, `'${range}' is neither an address nor a CIDR range`)
      }
      this.#list.addSubnet(address, prefix, version === 4 ? 'ipv4' : 'ipv6')
    }
  }

  /** @param ip of the caller, with or without a zone */
  has (ip: string): boolean {
    if (this.#isOpen) return true
    const [address = ''] = ip.split('%')
    const version = isIP(address)
    // An IPv4 address that reached an IPv6 socket is known by its own range, too.
    return version !== 0 && this.#list.check(address, version === 4 ? 'ipv4' : 'ipv6')
  }
}
