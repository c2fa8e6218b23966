import { Schema } from 'mongoose'

/** A number that only grows. */
export interface CounterDoc {
  /** What is counted. */
  _id: string
  last: number
}

/** Schema of `counters`. */
export const counterSchema = new Schema<CounterDoc>({
  _id: String,
  last: { type: Number, required: true }
}, { collection: 'counters', versionKey: false, strict: 'throw' })
