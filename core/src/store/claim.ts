import type { Model } from 'mongoose'
import { unlessRaced } from './bulk.js'
import { newId } from './id.js'

/** A document that one worker at a time works on. */
export interface Claimable {
  _id: string
  claim?: string
  claimUntil?: Date
}

/** Ends a claim, in the update that writes its result. */
export const RELEASE = { claim: 1, claimUntil: 1 } as const

/**
 * Takes a document for oneself, made when it is not there yet.
 * @param seed of a new document
 * @param holdMs so long it stays with a worker that has died
 * @param name of a worker of whom there is only one: it takes up at once what it had when it died
 * @returns undefined while somebody else has it
 */
export async function claimDoc<T extends Claimable> (model: Model<T>, id: string, seed: Partial<T>, nowMs: number, holdMs: number, name?: string): Promise<(T & { claim: string }) | undefined> {
  // The generic document is told apart by mongoose only when it is concrete.
  const docs = model as unknown as Model<Claimable>
  await unlessRaced(() => docs.updateOne({ _id: id }, { $setOnInsert: seed }, { upsert: true }))
  const claim = name ?? newId()
  const doc = await docs.findOneAndUpdate(
    { _id: id, $or: [{ claimUntil: { $exists: false } }, { claimUntil: { $lte: new Date(nowMs) } }, ...(name === undefined ? [] : [{ claim: name }])] },
    { $set: { claim, claimUntil: new Date(nowMs + holdMs) } }, { returnDocument: 'after', lean: true })
  return doc === null ? undefined : doc as T & { claim: string }
}
