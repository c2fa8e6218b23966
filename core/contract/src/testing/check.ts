/** One thing that every plugin of a kind must do, or every one that a sample is like. */
export interface Check<P, S> {
  /** States the behaviour. */
  readonly name: string
  /** Whether the check means anything for this sample. */
  appliesTo (sample: S): boolean
  /** Resolves when the plugin does it. @throws AssertionError that says what was seen instead */
  run (plugin: P, sample: S): Promise<void>
}

/** What a kit needs of a test runner: the `t` of tap, of node:test, and of others like them. */
export interface ConformanceTest {
  test (name: string, run: (t: object) => Promise<void>): unknown
}

/** Runs every check that applies as a test of its own. */
export async function runChecks<P, S> (t: ConformanceTest, checks: ReadonlyArray<Check<P, S>>, plugin: P, sample: S): Promise<void> {
  for (const check of checks) {
    if (!check.appliesTo(sample)) continue
    await t.test(check.name, async (t) => {
      await check.run(plugin, sample)
      // Some runners want to be told that something was looked at.
      if ('pass' in t && typeof t.pass === 'function') t.pass('holds')
    })
  }
}
