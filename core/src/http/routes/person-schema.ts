import { Type } from '@kefuhub/contract'
import { named, Timestamp } from '../shape.js'

/** What a person or a program may do. */
export const RoleSchema = Type.Enum(['administrator', 'leader', 'agent'])

const name = Type.String({ minLength: 1, maxLength: 64, pattern: '\\S' })
const groups = Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 100, uniqueItems: true, description: 'Ids of groups' })

/** A person who works in the hub. */
export const AgentSchema = Type.Object({
  id: Type.String(),
  login: Type.String(),
  name: Type.String(),
  role: RoleSchema,
  groups: Type.Array(Type.String({ description: 'Id of a group' })),
  presence: Type.Enum(['online', 'busy', 'away', 'offline'], { description: '`offline`: no console is open' }),
  isDisabled: Type.Boolean({ description: 'They cannot sign in' }),
  createdAt: Timestamp
}, { $id: 'Agent', additionalProperties: false, description: 'A person who works in the hub' })

/** The person who is signed in. */
export const MeSchema = Type.Object({
  ...AgentSchema.properties,
  mustChangePassword: Type.Boolean({ description: 'Nothing else is possible before' }),
  version: Type.String({ description: 'Of the hub' })
}, { $id: 'Me', additionalProperties: false, description: 'The person who is signed in' })

/** Somebody new. */
export const NewAgentSchema = Type.Object({
  login: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$', description: 'Upper and lower case are the same' }),
  name,
  role: RoleSchema,
  groups
}, { $id: 'NewAgent', additionalProperties: false, description: 'Somebody new' })

/** What is to be changed of a person. */
export const AgentChangeSchema = Type.Object({
  name: Type.Optional(name),
  role: Type.Optional(RoleSchema),
  groups: Type.Optional(groups),
  isDisabled: Type.Optional(Type.Boolean())
}, { $id: 'AgentChange', additionalProperties: false, description: 'What is to be changed of a person' })

/** What people change of themselves. */
export const SessionChangeSchema = Type.Object({
  presence: Type.Optional(Type.Enum(['online', 'busy', 'away'])),
  name: Type.Optional(name)
}, { additionalProperties: false })

/** Who wants to sign in. */
export const CredentialsSchema = Type.Object({
  login: Type.String({ minLength: 1, maxLength: 64 }),
  password: Type.String({ minLength: 1, maxLength: 256 })
}, { additionalProperties: false })

/** The present password and the next. */
export const PasswordChangeSchema = Type.Object({
  current: Type.String({ minLength: 1, maxLength: 256 }),
  password: Type.String({ minLength: 1, maxLength: 256, description: 'At least 10 characters' })
}, { additionalProperties: false })

/** Somebody new, with a password to be used once. */
export const CreatedAgent = Type.Object({
  agent: named(AgentSchema),
  password: Type.String({ description: 'To be changed at the first sign-in; nobody can show it again' })
}, { additionalProperties: false, description: 'Somebody new, with a password to be used once' })

/** A password to be used once. */
export const ResetPassword = Type.Object({
  password: Type.String({ description: 'To be changed at the next sign-in; nobody can show it again' })
}, { additionalProperties: false, description: 'A password to be used once' })
