/**
 * How much is measured.
 * @typedef {object} Sizes
 * @property {number} warmUps rounds of each variant that do not count
 * @property {number} rounds of each variant that count
 * @property {number} roundMs
 * @property {number} maxPerSecond callbacks signed for each second of a round; a round that uses them up ends early
 * @property {number} connections
 * @property {number} customers
 * @property {number} pacedMs of the paced run for the acknowledgement
 * @property {number} answersPerSecond
 * @property {number} answersMs of the paced run for the answers
 * @property {number} storedMessages in the store that has grown
 * @property {number} starts
 * @property {number} idleMs between the ready line and the look at the memory
 * @property {number} visitors who write at the same time
 * @property {number} writeEveryMs of each visitor
 * @property {number} agents who answer them
 * @property {number} chatMs of each paced run of visitors
 * @property {number} widgets that are open with nothing to do
 * @property {number} settleMs before each look at the memory behind them, in which garbage goes and V8 gives back what it does not need
 * @property {number} conversations in the store behind the inbox
 * @property {number} loads of the inbox of each kind
 * @property {number} contacts that go into a CRM
 * @property {number} tickets that go into a ticket system
 * @property {number} hangMs how long a CRM hangs while its hub is written to
 */

/** @type {Sizes} */
export const fullSizes = {
  warmUps: 2,
  rounds: 5,
  roundMs: 3000,
  maxPerSecond: 15_000,
  connections: 32,
  customers: 1000,
  pacedMs: 10_000,
  answersPerSecond: 200,
  answersMs: 20_000,
  storedMessages: 1_000_000,
  starts: 5,
  idleMs: 10_000,
  visitors: 500,
  writeEveryMs: 10_000,
  agents: 20,
  chatMs: 60_000,
  widgets: 5000,
  settleMs: 90_000,
  conversations: 100_000,
  loads: 7,
  contacts: 100_000,
  tickets: 10_000,
  hangMs: 600_000
}

/** Shows that everything works; the numbers mean nothing. @type {Sizes} */
export const quickSizes = {
  ...fullSizes,
  warmUps: 1,
  rounds: 2,
  roundMs: 500,
  maxPerSecond: 5000,
  customers: 100,
  pacedMs: 1000,
  answersPerSecond: 50,
  answersMs: 2000,
  storedMessages: 10_000,
  starts: 2,
  idleMs: 1000,
  visitors: 50,
  writeEveryMs: 5000,
  agents: 2,
  chatMs: 4000,
  widgets: 500,
  settleMs: 1000,
  conversations: 3000,
  loads: 2,
  contacts: 2000,
  tickets: 200,
  hangMs: 2000
}
