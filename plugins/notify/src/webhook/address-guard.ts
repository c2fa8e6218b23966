import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { Rejected, Retryable } from '@kefuhub/contract'
import { errors } from '../errors.js'

/** Networks that no stranger's address may lead to: this machine, neighbours, what is private, and where clouds keep their secrets. */
const INSIDE: ReadonlyArray<[network: string, prefix: number]> = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12],
  ['192.0.0.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['224.0.0.0', 3], ['168.63.129.16', 32],
  // Among these are the ways to write an IPv4 address as an IPv6 one: 64:ff9b::/96, 2002::/16, 2001::/32.
  ['::', 96], ['64:ff9b::', 96], ['64:ff9b:1::', 48], ['100::', 64], ['2001::', 23], ['2002::', 16], ['fc00::', 7], ['fe80::', 10], ['fec0::', 10], ['ff00::', 8]
]

/** Finds the addresses of a name. */
export type Resolve = (name: string) => Promise<ReadonlyArray<{ address: string }>>

const resolveBySystem: Resolve = async (name) => await lookup(name, { all: true, verbatim: true })

/**
 * Keeps webhooks out of the networks behind the hub. A name is resolved here, and once more by the call itself, which takes no address
 * from us. Over TLS a name that changes in between gains nothing: who answers has to prove the name before a byte of the call goes
 * out, and nobody inside can. So TLS is asked for wherever an operator has not listed the network.
 */
export class AddressGuard {
  readonly #inside = toList(INSIDE)
  readonly #allowed: BlockList
  readonly #resolve: Resolve

  /** @param allow networks that may be reached though they are inside, such as `10.1.0.0/16` @throws NOTIFY_ERR_NETWORK */
  constructor (allow: readonly string[], resolve: Resolve = resolveBySystem) {
    this.#allowed = toList(allow.map(parseNetwork))
    this.#resolve = resolve
  }

  /**
   * Looks at where an address leads. One way that leads inside is enough to refuse all: who answers with both is up to something.
   * @throws Rejected, Retryable when the name cannot be resolved
   */
  async check (url: URL): Promise<void> {
    for (const address of await this.#find(url.hostname.replace(/^\[|\]$/g, ''))) this.#checkAddress(address, url)
  }

  async #find (name: string): Promise<string[]> {
    if (isIP(name) !== 0) return [name]
    try {
      const found = await this.#resolve(name)
      // A scope such as %eth0 names an interface of this machine.
      return found.map(({ address }) => address.replace(/%.*$/, ''))
    } catch (error) {
      throw new Retryable('The name of the webhook cannot be resolved; check url and the name servers', { cause: error })
    }
  }

  #checkAddress (address: string, { protocol }: URL): void {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (this.#allowed.check(address, family)) return
    if (this.#inside.check(address, family)) throw new Rejected('The webhook leads to an address inside the network; list its network in allow if that is meant')
    if (protocol !== 'https:') throw new Rejected('The webhook leaves the network without TLS; use https, or list its network in allow')
  }
}

function parseNetwork (network: string): [string, number] {
  const [address = '', prefix = '', ...rest] = network.split('/')
  const bits = Number(prefix)
  const family = isIP(address)
  if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(prefix) || bits > (family === 4 ? 32 : 128)) throw new errors.NOTIFY_ERR_NETWORK(network)
  return [address, bits]
}

function toList (networks: ReadonlyArray<readonly [string, number]>): BlockList {
  const list = new BlockList()
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, isIP(network) === 6 ? 'ipv6' : 'ipv4')
  return list
}
