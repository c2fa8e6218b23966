import { pathToFileURL } from 'node:url'
import type { Test } from 'tap'
import ts from 'typescript'
import type { Check } from '@kefuhub/contract/testing'

/** What is broken in a plugin, and the checks that must notice it. */
export interface Mutant { flaw: string, replace: string, by: string, checks: string[] }

/** A check that noticed something. */
interface Failed { name: string, reason: string }

/** Breaks a plugin in every way, one at a time, and asks all checks each time: those that are named must notice it, and no others. */
export async function findFlaws<P, S> (t: Test, source: string, mutants: readonly Mutant[], checks: ReadonlyArray<Check<P, S>>, sample: S): Promise<void> {
  assertAllFound(t, mutants, checks)
  for (const mutant of mutants) {
    t.test(mutant.flaw, { buffered: true }, async (t) => {
      judge(t, await failedOf(t, source, mutant, checks, sample), mutant.checks)
    })
  }
}

/** The same for checks that take their time: asks only those that must notice a flaw. */
export async function findOwnFlaws<P, S> (t: Test, source: string, mutants: readonly Mutant[], checks: ReadonlyArray<Check<P, S>>, sample: S): Promise<void> {
  assertAllFound(t, mutants, checks)
  for (const mutant of mutants) {
    t.test(mutant.flaw, { buffered: true }, async (t) => {
      const named = checks.filter(({ name }) => mutant.checks.includes(name))
      t.equal(named.length, mutant.checks.length, 'the checks are there')
      judge(t, await failedOf(t, source, mutant, named, sample), named.map(({ name }) => name))
    })
  }
}

function assertAllFound<P, S> (t: Test, mutants: readonly Mutant[], checks: ReadonlyArray<Check<P, S>>): void {
  const found = new Set(mutants.flatMap(({ checks }) => checks))
  t.strictSame(checks.map(({ name }) => name).filter((name) => !found.has(name)), [], 'every check has a flaw that it finds')
}

async function failedOf<P, S> (t: Test, source: string, { replace, by }: Mutant, checks: ReadonlyArray<Check<P, S>>, sample: S): Promise<Failed[]> {
  t.ok(source.includes(replace), 'the fixture has what is to be broken')
  const plugin = await load<P>(t, source.replace(replace, () => by))
  const failed: Failed[] = []
  for (const check of checks) await check.run(plugin, sample).catch((error: unknown) => { failed.push({ name: check.name, reason: String(error).slice(0, 300) }) })
  return failed
}

function judge (t: Test, failed: readonly Failed[], expected: readonly string[]): void {
  t.same(failed.map(({ name }) => name), expected, 'they notice it', { failed })
}

async function load<P> (t: Test, source: string): Promise<P> {
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 } })
  const folder = t.testdir({ 'package.json': '{"type":"module"}', 'plugin.js': outputText })
  return (await import(pathToFileURL(`${folder}/plugin.js`).href) as { default: P }).default
}
