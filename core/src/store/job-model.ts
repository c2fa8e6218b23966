import { Schema } from 'mongoose'

/** How a run of a job ended. */
export interface JobRun {
  startedAt: Date
  endedAt: Date
  outcome: 'done' | 'failed'
  error?: { code: string, message: string }
}

/** Work that one process at a time does again and again, or once when somebody asks for it. */
export interface JobDoc {
  /** Says what it is, for example `crm-pull:odoo`. */
  _id: string
  /** From when on it may run. Absent: nobody wants it now. */
  due?: Date
  /** Who runs it, and until when that holds without another word of theirs. */
  owner?: string
  leaseUntil?: Date
  /** How far the present run, or the last one, got; the job's own. */
  progress?: unknown
  startedAt?: Date
  lastRun?: JobRun
  /** When a run last ended well. */
  lastDoneAt?: Date
  /** Runs in a row that failed. */
  failures: number
}

/** Schema of `jobs`. */
export const jobSchema = new Schema<JobDoc>({
  _id: String,
  due: Date,
  owner: String,
  leaseUntil: Date,
  progress: Schema.Types.Mixed,
  startedAt: Date,
  lastRun: { type: Schema.Types.Mixed },
  lastDoneAt: Date,
  failures: { type: Number, required: true }
}, { collection: 'jobs', versionKey: false, strict: 'throw', minimize: false })
