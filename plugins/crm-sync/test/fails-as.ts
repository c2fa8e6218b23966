import type { Test } from 'tap'

/** Checks that a promise rejects with an error that has these properties. */
export async function failsAs (t: Test, promise: Promise<unknown>, expected: object, name = 'fails as expected'): Promise<void> {
  const error: unknown = await promise.then(() => undefined, (error: unknown) => error)
  t.match(error, expected, name)
}
