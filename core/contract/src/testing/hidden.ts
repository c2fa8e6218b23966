import assert from 'node:assert/strict'
import type { TSchema } from 'typebox'
import { secretPaths } from '../options.js'

const SMALLEST_SECRET = 8

/** Something that must not be seen. */
export interface Hidden { name: string, value: string }

/** Asserts that nothing that was shown has a secret in it, as it is or in the usual disguises. */
export function assertHidden (shown: readonly string[], secrets: readonly Hidden[]): void {
  for (const { name, value } of secrets) {
    assert.ok(value.length >= SMALLEST_SECRET, `the sample's value of ${name} is too short to be looked for`)
    for (const form of [value, encodeURIComponent(value), Buffer.from(value).toString('base64')]) {
      const leak = shown.find((text) => text.includes(form))
      assert.equal(leak?.replaceAll(form, '•••'), undefined, `${name} was let out`)
    }
  }
}

/** The secrets of a plugin's options. */
export function secretsOf (plugin: { options: TSchema }, options: unknown): Hidden[] {
  return secretPaths(plugin.options).flatMap((path) => valuesAt(options, path).map((value) => ({ name: `option ${path.join('.')}`, value })))
}

function valuesAt (value: unknown, [key, ...rest]: string[]): string[] {
  if (key === undefined) return typeof value === 'string' ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  const children = key === '*' ? Object.values(value) : [(value as Record<string, unknown>)[key]]
  return children.flatMap((child) => valuesAt(child, rest))
}
