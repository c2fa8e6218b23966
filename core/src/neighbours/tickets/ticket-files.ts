import { createHash } from 'node:crypto'
import { Cron } from 'croner'
import type { Clock, TicketFilesJob, TicketRow, WrittenFile } from '@kefuhub/contract'
import type { Desk } from '../../desk/desk.js'
import type { Job } from '../../outbox/jobs.js'
import type { Store } from '../../store/store.js'
import type { TicketDoc } from '../../store/ticket-model.js'
import { toTicketComment, toTicketView } from '../../desk/ticket-change.js'
import { toJobName } from '../system-job.js'
import type { TicketTarget } from './ticket-target.js'

/** Tickets read at once. */
const BATCH = 200
/** Files of a day of many tickets take their time; in milliseconds. */
const FILES_MS = 3_600_000

/** What the job remembers: up to when the files go, and what was written last. */
export interface FilesProgress {
  to: string
  files?: WrittenFile[]
}

/** Writes the tickets that changed since the last files, on schedule. The same stretch of time again gives the same files. */
export function createFilesJob (target: TicketTarget, parts: { store: Store, desk: Desk, clock: Clock }): Job {
  const { schedule, timeZone, settleMinutes } = target.config.files
  const cron = new Cron(schedule, { timezone: timeZone, paused: true })
  return {
    name: toJobName('ticket-files', target.id),
    next: (now) => cron.nextRun(now) ?? undefined,
    run: async ({ progress, signal, save }) => {
      const { to: last, next } = { to: new Date(0).toISOString(), ...progress as Partial<FilesProgress & { next: string }> }
      // A run that died is run again with the same end: its files have the same names.
      const end = next ?? new Date(parts.clock.now() - settleMinutes * 60_000).toISOString()
      await save({ to: last, next: end })
      const [from, to] = [new Date(last), new Date(end)]
      const job = { id: createHash('sha256').update(`${target.id}\n${last}\n${end}`).digest('hex').slice(0, 16), from, to, ...namesOf(parts.desk) }
      const files = await target.neighbour.call(async (instance) =>
        await (instance.exportFiles as NonNullable<typeof instance.exportFiles>)(job, readRows(parts, target, from, to), signal), { timeoutMs: FILES_MS })
      return { to: end, files } satisfies FilesProgress
    }
  }
}

/** What the types and their fields are called; of a field that several types have the first one's title. */
function namesOf ({ tickets: { types: { list } } }: Desk): Pick<TicketFilesJob, 'fieldNames' | 'titles'> {
  const all = list.flatMap(({ fields }) => fields.map(({ name, title }) => ({ name, title })))
  const fields = all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index)
  return { fieldNames: fields.map(({ name }) => name), titles: { types: list.map(({ id, title }) => ({ id, title })), fields } }
}

/** In the order of their change, batch by batch, so that memory stays flat however many there are. */
async function * readRows ({ store, desk }: { store: Store, desk: Desk }, target: TicketTarget, from: Date, to: Date): AsyncGenerator<TicketRow> {
  const types = target.config.types
  const found = store.tickets.find({ changedAt: { $gte: from, $lt: to } }).sort({ changedAt: 1, _id: 1 }).batchSize(BATCH).lean<TicketDoc>().cursor()
  let batch: TicketDoc[] = []
  for await (const ticket of found as AsyncIterable<TicketDoc>) {
    if (types !== undefined && !types.includes(ticket.type)) continue
    batch.push(ticket)
    if (batch.length < BATCH) continue
    yield * await toRows(desk, batch)
    batch = []
  }
  yield * await toRows(desk, batch)
}

async function toRows (desk: Desk, tickets: readonly TicketDoc[]): Promise<TicketRow[]> {
  if (tickets.length === 0) return []
  const ids = new Set(tickets.flatMap(({ contact }) => contact === undefined ? [] : [contact]))
  const [contacts, comments] = await Promise.all([desk.contacts.views([...ids]), desk.ticketComments.latestOf(tickets.map(({ _id }) => _id))])
  return tickets.map((ticket) => {
    const { name = '', phones: [phone] = [], emails: [email] = [] } = contacts.get(ticket.contact ?? '') ?? {}
    return {
      ticket: toTicketView(ticket),
      contact: { name, ...(phone !== undefined && { phone }), ...(email !== undefined && { email }) },
      comments: (comments.get(ticket._id) ?? []).map(toTicketComment)
    }
  })
}
