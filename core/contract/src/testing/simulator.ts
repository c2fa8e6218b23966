import type { Content } from '../message.js'
import type { TicketState } from '../ticket.js'

/** A message as the customer's app shows it. */
export interface SimulatedMessage {
  type: Content['type']
  /** What a person reads of it. */
  text?: string
  /** A file's bytes. */
  file?: Buffer
}

/** A customer whom the hub has never seen, on a simulated platform. */
export interface SimulatedCustomer {
  /** The platform's id. */
  readonly id: string
  /** The name that the platform tells of them; absent where it tells none. */
  readonly name?: string
  /** All that arrived, oldest first. */
  readonly inbox: readonly SimulatedMessage[]
  /** Resolves when the hub acknowledged it. @throws Error when the hub refused it or did not answer in the platform's time */
  say (text: string): Promise<void>
  /** Sends a file as the platform carries it; what is absent the platform does not have. */
  sendFile?: { image?: (file: Buffer) => Promise<void>, voice?: (file: Buffer) => Promise<void> }
  /** The next message after the first `count` ones. @throws Error when none comes in time */
  next (count: number, timeoutMs: number): Promise<SimulatedMessage>
  /** Ends the time in which the platform lets the hub write; absent where it has no such time. */
  expireWindow?: () => void
}

/** A platform that runs on this machine and is as strict as the real one. */
export interface SimulatedPlatform {
  /** Options that replace those of the config entry, so that the channel talks to this platform. */
  readonly options: Record<string, unknown>
  /** @param endpoints the addresses that the channel names */
  join (endpoints: readonly string[], name: string): Promise<SimulatedCustomer>
  close (): Promise<void>
}

/** The default export of `PACKAGE/simulator` of a channel: its platform, for acceptance tests and demos. */
export interface ChannelSimulator {
  /** Made-up values, where those of the entry are not at hand and any text will not do. They open nothing. */
  readonly example?: Record<string, unknown>
  /**
   * Listens on a free port of 127.0.0.1.
   * @param options of the config entry, without references
   * @param templates that the operator's config means on this channel, by id with the names of their values: they are taken to be approved
   */
  start (options: Record<string, unknown>, templates?: Readonly<Record<string, readonly string[]>>): Promise<SimulatedPlatform>
}

/** Somebody who stands in a system's books. */
export interface SimulatedPerson {
  name: string
  /** E.164. */
  phone: string
}

/** The tickets of a simulated system, and what people there do with them. */
export interface SimulatedTickets {
  /** The system's ids, oldest first. */
  list (): readonly string[]
  /** Somebody moves a ticket, by the system's own word for a state. @throws Error for a ticket that is not there */
  move (externalId: string, state: TicketState): void
}

/** Another system that runs on this machine: a CRM, an ERP, a ticket system, a robot. */
export interface SimulatedSystem {
  /** Options that replace those of the config entry. */
  readonly options: Record<string, unknown>
  /** Of a CRM: somebody there enters a customer. */
  enter? (person: SimulatedPerson): Promise<void>
  /** Of a system that takes tickets. */
  readonly tickets?: SimulatedTickets
  /** Learns where the routes of the entry stand at the hub, to call back there. @param address without a trailing slash */
  connect? (address: string): void
  close (): Promise<void>
}

/** The default export of `PACKAGE/simulator` of any other plugin. */
export interface SystemSimulator {
  /** Made-up values, where those of the entry are not at hand and any text will not do. They open nothing. */
  readonly example?: Record<string, unknown>
  /** Listens on a free port of 127.0.0.1. @param options of the config entry, without references; say which system is meant */
  start (options: Record<string, unknown>): Promise<SimulatedSystem>
}
