import type { Connection, Preview } from '../http/routes/connections.js'
import type { AsJson } from './hub-client.js'
import { count, printable } from './report.js'

type System = AsJson<Connection>
type Backfill = NonNullable<System['backfill']>
type Dry = AsJson<Preview>

/** In columns; what is longer would wrap and could not be written over. */
const MAX_WIDTH = 79

/** How a back-fill stands. `cancelled`: it goes on from there. */
export type BackfillStand = 'none' | 'waiting' | 'running' | 'failing' | 'cancelled' | 'done'

/** How a back-fill stands. */
export function toStand (backfill: Backfill | undefined): BackfillStand {
  if (backfill === undefined) return 'none'
  if (backfill.state !== 'idle') return backfill.state === 'failed' ? 'failing' : 'running'
  if (backfill.dueAt !== undefined) return 'waiting'
  return backfill.phase === 'done' ? 'done' : 'cancelled'
}

/** Whether it goes on without anybody's doing. */
export function isUnderWay (stand: BackfillStand): boolean { return stand === 'waiting' || stand === 'running' || stand === 'failing' }

/** How far a back-fill is, on one line. */
export function describeBackfill (backfill: Backfill | undefined): string {
  const stand = toStand(backfill)
  if (backfill === undefined) return stand
  const { phase, pulled, pushed, total, code, reason } = backfill
  const failed = pulled.failed + pushed.failed
  const parts = [
    `${stand}${isUnderWay(stand) && phase !== 'done' ? `, ${phase === 'pull' ? 'reading the CRM' : 'writing into the CRM'}` : ''}`,
    `${count(pulled.read, 'record')} read`,
    `${pulled.changed} changed here`,
    `${pushed.done}${total === undefined ? '' : ` of ${total}`} contacts done`,
    `${pushed.created} created`,
    `${pushed.updated} changed there`,
    `${failed} failed`
  ]
  return printable(`${parts.join('; ')}${reason === undefined ? '' : ` (${code}: ${reason})`}`)
}

/** Changes where a log that nobody watches gets one more line: another state, another phase, each tenth, each thousandth record. */
export function toMark (backfill: Backfill | undefined): string {
  const { phase, pulled, pushed, total } = backfill ?? {}
  const tenth = phase === 'push' && total !== undefined && total > 0 ? Math.floor(10 * (pushed?.done ?? 0) / total) : 0
  return `${toStand(backfill)} ${phase} ${tenth} ${Math.floor((pulled?.read ?? 0) / 1000)}`
}

/** How far a back-fill is, short enough for one line of a terminal. */
export function describeProgress (backfill: Backfill | undefined): string {
  const stand = toStand(backfill)
  if (backfill === undefined) return stand
  const { phase, pulled, pushed, total, reason } = backfill
  const done = phase === 'pull' ? `${pulled.read} read` : `${pushed.done} of ${total ?? '?'} contacts`
  return printable(`${stand}: ${done}, ${pulled.failed + pushed.failed} failed${reason === undefined ? '' : ` (${reason})`}`).slice(0, MAX_WIDTH)
}

/** One system, with the reason why it is not well on a line of its own. */
export function describeSystem ({ id, kind, title, state, reason, backfill, errors }: System): string[] {
  const failing = errors.length === 0 ? '' : `  ${count(errors.length, 'record')} not in step`
  const filled = kind === 'crm' ? `  back-fill: ${toStand(backfill)}` : ''
  return [`${id}  ${kind.padEnd(8)}  ${state.padEnd(8)}  ${title.en}${filled}${failing}`, ...(reason === undefined ? [] : [`  ${reason}`])].map(printable)
}

/** All that is known of one CRM, line by line. */
export function describeStatus ({ id, title, state, reason, pausedUntil, pull, backfill, errors }: System): string[] {
  return [
    `${id}  ${title.en}`,
    `  health     ${state}${reason === undefined ? '' : `: ${reason}`}${pausedUntil === undefined ? '' : ` (left alone until ${pausedUntil})`}`,
    ...(pull === undefined ? [] : [`  changes    ${describePull(pull)}`]),
    `  back-fill  ${describeBackfill(backfill)}`,
    ...errors.map(({ contact, ticket, name, at, code, reason: why }) => `  failed     ${at}  ${name ?? contact ?? ticket ?? ''}  ${code}: ${why}`)
  ].map(printable)
}

function describePull ({ state, lastDoneAt, dueAt, counts: { read, changed, failed }, code, reason }: NonNullable<System['pull']>): string {
  const next = dueAt === undefined ? '' : `, next at ${dueAt}`
  return `${state}, last done ${lastDoneAt ?? 'never'}${next}; ${read} read; ${changed} changed; ${failed} failed${reason === undefined ? '' : ` (${code}: ${reason})`}`
}

/** What would change of one record, or stand in a new one, line by line. */
export function describePreviewLine ({ contact, name, record, moves, error }: Dry['items'][number]): string[] {
  return [
    `${name}  (contact ${contact}, ${record === undefined ? 'new record' : `record ${record}`})`,
    ...moves.map(({ hub, to, from, value }) => `  ${hub}: ${JSON.stringify(from)} -> ${JSON.stringify(value)}  ${to === 'hub' ? 'here' : 'in the CRM'}`),
    ...(error === undefined ? [] : [`  does not fit: ${error}`])
  ].map(printable)
}

/** What a dry run found, on one line. */
export function sumPreview ({ items }: Dry): string {
  const fitting = items.filter(({ error }) => error === undefined)
  const changed = fitting.filter(({ record }) => record !== undefined)
  const moves = changed.flatMap((line) => line.moves)
  const here = moves.filter(({ to }) => to === 'hub').length
  return `${count(changed.length, 'record')} would change: ${count(here, 'value')} here, ${count(moves.length - here, 'value')} in the CRM; ` +
    `${count(fitting.length - changed.length, 'record')} would be made; ${items.length - fitting.length} do not fit. Nothing was written.`
}

/** What a dry run may have left out, line by line. */
export function describeGaps ({ isReadToEnd, isComplete }: Dry): string[] {
  if (!isReadToEnd) return ['The CRM was not read to its end: more may change. New are only contacts who were looked for there and not found; there may be more of them.']
  return isComplete ? [] : ['There may be more than is listed; a higher --limit lists more.']
}
