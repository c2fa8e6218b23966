import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { errors } from '../errors.js'

/** OWASP's recommendation for argon2id, which is the library's default algorithm: 19 MiB, two passes. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const MIN_LENGTH = 10

/** A password that the hub made up, to be used once. */
export function makePassword (): string {
  return randomBytes(15).toString('base64url')
}

/** argon2id in PHC format. */
export async function hashPassword (password: string): Promise<string> {
  return await hash(password, ARGON2)
}

let nobody: Promise<string> | undefined

/** @param passwordHash undefined for somebody who does not exist, which takes as long */
export async function isPassword (passwordHash: string | undefined, password: string): Promise<boolean> {
  const isRight = await verify(passwordHash ?? await (nobody ??= hashPassword(makePassword())), password)
  return isRight && passwordHash !== undefined
}

/** Refuses a new password that is easily guessed. @throws KH_ERR_PASSWORD_WEAK */
export function checkPassword (password: string, { login, current }: { login: string, current: string }): void {
  if ([...password].length < MIN_LENGTH) throw new errors.KH_ERR_PASSWORD_WEAK(`it needs at least ${MIN_LENGTH} characters`)
  if (password === current) throw new errors.KH_ERR_PASSWORD_WEAK('it is the one that is to be changed')
  if (password.toLowerCase().includes(login.toLowerCase())) throw new errors.KH_ERR_PASSWORD_WEAK('it holds the login')
  if (new Set(password).size < 5) throw new errors.KH_ERR_PASSWORD_WEAK('it repeats a few characters')
}
