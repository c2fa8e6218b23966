import { idAt, timeAt } from './message.js'
import { cut, optional, textAt, wordAt } from './paths.js'
import type { Wire } from './schema.js'

/** The kinds of callbacks. */
export type CallbackKind = keyof Wire['inbound']['paths']

/** A notice that an account was bound or unbound. */
export interface AccountNotice {
  account?: string
  name?: string
  appId?: string
  token?: string
  accountCode?: string
}

/** A notice about a staff account. */
export interface StaffNotice {
  account?: string
  staff?: string
  name?: string
  state?: 'in-force' | 'cancelled'
}

/** A comment with purchase intent. */
export interface Comment {
  id?: string
  from?: string
  name?: string
  note?: string
  text?: string
  atMs?: number
}

export function readAccountNotice (opened: unknown, { notices: { fields } }: Wire): AccountNotice {
  return {
    ...optional('account', idAt(opened, fields.account)),
    ...optional('name', wordAt(opened, fields.name)),
    ...optional('appId', wordAt(opened, fields.appId)),
    ...optional('token', wordAt(opened, fields.token)),
    ...optional('accountCode', wordAt(opened, fields.accountCode))
  }
}

export function readStaffNotice (opened: unknown, { notices: { fields, staffInForce, staffCancelled } }: Wire): StaffNotice {
  const status = wordAt(opened, fields.staffStatus) ?? ''
  const state: StaffNotice['state'] | undefined = staffInForce.includes(status) ? 'in-force' : staffCancelled.includes(status) ? 'cancelled' : undefined
  return {
    ...optional('account', idAt(opened, fields.account)),
    ...optional('staff', idAt(opened, fields.staff)),
    ...optional('name', wordAt(opened, fields.staffName)),
    ...optional('state', state)
  }
}

export function readComment (opened: unknown, { notices: { comment } }: Wire): Comment {
  const text = textAt(opened, comment.text)
  const name = wordAt(opened, comment.name)
  return {
    ...optional('id', idAt(opened, comment.id)),
    ...optional('from', idAt(opened, comment.from)),
    ...optional('name', name && cut(name, 256)),
    ...optional('note', wordAt(opened, comment.note)),
    ...optional('text', text && cut(text, 4096)),
    ...optional('atMs', timeAt(opened, comment.time))
  }
}

/**
 * What a callback is that came where several kinds are registered: told by the fields that only one kind has.
 * @param document the body with its envelope opened @param opened what was in the envelope
 */
export function kindOf (kinds: readonly CallbackKind[], document: unknown, opened: unknown, wire: Wire): CallbackKind {
  const { inbound, notices, leads } = wire
  const has = (value: unknown, paths: readonly string[]): boolean => wordAt(value, paths) !== undefined
  const signs: Record<CallbackKind, () => boolean> = {
    staff: () => has(opened, notices.fields.staff),
    bind: () => has(opened, notices.fields.token) && has(opened, notices.fields.account),
    unbind: () => has(opened, notices.fields.accountCode) && has(opened, notices.fields.account),
    message: () => has(document, inbound.fields.type) && has(document, inbound.fields.from),
    comment: () => has(opened, notices.comment.id.filter((path) => path !== 'id')),
    lead: () => has(opened, leads.data.phone) || has(opened, leads.fields.from) || has(opened, leads.fields.formId)
  }
  const order: CallbackKind[] = ['message', 'staff', 'bind', 'unbind', 'comment', 'lead']
  const candidates = order.filter((kind) => kinds.includes(kind))
  if (candidates.length === 1 && candidates[0] !== undefined) return candidates[0]
  return candidates.find((kind) => signs[kind]()) ?? candidates[0] ?? 'message'
}
