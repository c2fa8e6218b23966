import type { Hidden } from './hidden.js'

/** A customer as the kits know one. */
export const PERSON = {
  name: 'Zhao Liuying 赵六英',
  /** E.164. */
  phone: '+8613912345678',
  email: 'Liuying.Zhao@mail.example',
  /** The hub's id. */
  externalId: '65f0c0ffee0123456789abcd'
} as const

/** What may not be seen of a customer, in lower case; a part of the phone number that every spelling has. */
export const PERSONAL: readonly Hidden[] = [
  { name: 'the name', value: 'zhao liuying' },
  { name: 'the phone', value: '13912345678' },
  { name: 'the e-mail', value: 'liuying.zhao@mail.example' },
  { name: 'what the customer says', value: 'the zip of my jacket is broken' }
]

/** What the customer says. */
export const COMPLAINT = 'The zip of my jacket is broken'
