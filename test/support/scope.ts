/** What the test support needs of a tap test: something that ends. */
export interface TestScope {
  /** Runs when the test has ended; what was registered last runs first. */
  teardown: (close: () => Promise<void> | void) => void
}
