import { pathToFileURL } from 'node:url'
import type { Test } from 'tap'
import ts from 'typescript'
import type { ChannelDefinition } from '@kefuhub/contract'
import type { AnySample, ChannelCheck } from '@kefuhub/contract/testing'

/** What is broken in a channel, and the checks that must notice it: those and no others. */
export interface Mutant { flaw: string, replace: string, by: string, checks: string[] }

/** Breaks a channel in every way, one at a time, and asks all checks each time. */
export async function findFlaws<S extends AnySample> (t: Test, source: string, mutants: readonly Mutant[], checks: ReadonlyArray<ChannelCheck<S>>, sample: S): Promise<void> {
  const found = new Set(mutants.flatMap(({ checks }) => checks))
  t.strictSame(checks.map(({ name }) => name).filter((name) => !found.has(name)), [], 'every check has a flaw that it finds')
  for (const { flaw, replace, by, checks: expected } of mutants) {
    t.test(flaw, { buffered: true }, async (t) => {
      t.ok(source.includes(replace), 'the fixture has what is to be broken')
      const plugin = await load(t, source.replace(replace, () => by))
      const failed: string[] = []
      for (const check of checks) {
        await check.run(plugin, sample).catch((error: unknown) => { failed.push(check.name); t.comment(String(error).slice(0, 300)) })
      }
      t.same(failed, expected)
    })
  }
}

async function load (t: Test, source: string): Promise<ChannelDefinition> {
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 } })
  const folder = t.testdir({ 'package.json': '{"type":"module"}', 'channel.js': outputText })
  return (await import(pathToFileURL(`${folder}/channel.js`).href) as { default: ChannelDefinition }).default
}
