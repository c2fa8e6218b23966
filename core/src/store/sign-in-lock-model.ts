import { Schema } from 'mongoose'

/** How often somebody lately tried a login in vain. Kept for logins that do not exist as well, so that nobody can tell them apart. */
export interface SignInLockDoc {
  /** SHA-256 of the login, hex. */
  _id: string
  attempts: number
  /** When the attempts are forgotten, and a lock with them. */
  expiresAt: Date
}

/** Schema of `signInLocks`. */
export const signInLockSchema = new Schema<SignInLockDoc>({
  _id: String,
  attempts: { type: Number, required: true },
  expiresAt: { type: Date, required: true }
}, { collection: 'signInLocks', versionKey: false, strict: 'throw' })
signInLockSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
