import { errors } from '../errors.js'
import { isDuplicate } from '../store/bulk.js'

/** @throws KH_ERR_NAME_TAKEN when a unique key refuses the name */
export async function refuseTaken (name: string, write: () => PromiseLike<unknown>): Promise<void> {
  try {
    await write()
  } catch (error) {
    if (isDuplicate(error)) throw new errors.KH_ERR_NAME_TAKEN(name)
    throw error
  }
}
