import type { Dispatcher, WorkKind } from '../../src/outbox/dispatcher.js'

/** A dispatcher that only writes down what it was asked for. */
export interface RecordedDispatcher extends Dispatcher {
  wakes: Array<{ kind: WorkKind, ids: string[] }>
  timers: Array<{ delayMs: number, kind: WorkKind, id: string }>
}

/** Makes a dispatcher that runs nothing: a test does. */
export function recordDispatcher (): RecordedDispatcher {
  const wakes: RecordedDispatcher['wakes'] = []
  const timers: RecordedDispatcher['timers'] = []
  return {
    wakes,
    timers,
    wake: (kind, ids) => { wakes.push({ kind, ids: [...ids] }) },
    wakeIn: (delayMs, kind, id) => { timers.push({ delayMs, kind, id }) },
    run: (kind, ids) => { wakes.push({ kind, ids: [...ids] }) },
    start: () => {},
    take: async () => 0,
    health: () => ({ state: 'ok' }),
    stop: async () => {}
  }
}
