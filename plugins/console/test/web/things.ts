import type { Activity, Backfill, Conversation, Message, Order, Ticket } from '../../web/api/types.js'
import type { StorageBox } from '../../web/shell/storage-box.js'

/** The time that a number of minutes stands for. */
export function at (minute: number): string {
  return new Date(Date.UTC(2026, 0, 5, 9, minute)).toISOString()
}

export function makeConversation (id: string, minute: number, change: Partial<Conversation> = {}): Conversation {
  return {
    id,
    channel: 'site',
    thread: `site:${id}`,
    contact: `contact-${id}`,
    contactName: `客户 ${id}`,
    state: 'open',
    tags: [],
    assignee: 'me',
    unread: false,
    startedAt: at(0),
    lastMessageAt: at(minute),
    ...change
  }
}

export function makeMessage (id: string, minute: number, change: Partial<Message> = {}): Message {
  return { id, channel: 'site', thread: 'site:c', conversation: 'c', direction: 'in', at: at(minute), content: { type: 'text', text: id }, ...change }
}

export function makeActivity (id: string, minute: number, change: Partial<Activity> = {}): Activity {
  return { id, conversation: 'c', at: at(minute), kind: 'note', by: 'agent:me', byName: '小林', text: id, ...change }
}

/** A browser's storage in memory. */
export class Box implements StorageBox {
  readonly values = new Map<string, string>()
  isFull = false

  getItem (name: string): string | null { return this.values.get(name) ?? null }
  removeItem (name: string): void { this.values.delete(name) }
  setItem (name: string, value: string): void {
    if (this.isFull) throw new Error('QuotaExceededError')
    this.values.set(name, value)
  }
}

/** Lets promises settle. */
export async function settle (): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

/** A back-fill that was cancelled while it read. */
export function makeBackfill (change: Partial<Backfill> = {}): Backfill {
  return {
    state: 'idle',
    failures: 0,
    phase: 'pull',
    pulled: { read: 0, matched: 0, changed: 0, failed: 0 },
    pushed: { done: 0, created: 0, updated: 0, unchanged: 0, failed: 0 },
    ...change
  }
}

export function makeTicket (id: string, minute: number, change: Partial<Ticket> = {}): Ticket {
  return {
    id,
    number: `10${id}`,
    type: 'refund',
    subject: `工单 ${id}`,
    description: '',
    status: 'received',
    state: 'new',
    priority: 'normal',
    fields: {},
    messages: [],
    copies: [],
    createdBy: { kind: 'agent', id: 'me' },
    createdAt: at(0),
    changedAt: at(minute),
    ...change
  }
}

export function makeOrder (change: Partial<Order> = {}): Order {
  return {
    id: '7',
    number: 'S7',
    status: 'shipped',
    rawStatus: 'sale',
    payment: 'paid',
    total: { amount: '199.00', currency: 'CNY' },
    placedAt: at(0),
    changedAt: at(0),
    lines: [],
    ...change
  }
}
