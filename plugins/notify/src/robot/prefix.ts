import { Type } from '@kefuhub/contract'

/** The option `prefix`: with it in every message, a robot that wants a keyword has one. */
export const PREFIX = Type.String({
  maxLength: 32,
  pattern: '^[^\\r\\n<>]*$',
  default: '[客服枢纽]',
  description: 'What every message begins with; make it one of the robot\'s keywords if it has any'
})
