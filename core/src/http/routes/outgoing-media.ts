import { errors as contractErrors, mediaOf, type Content, type MediaRef, type MediaStore } from '@kefuhub/contract'
import { errors } from '../../errors.js'

/**
 * Makes the files of a content to be sent what the media store says they are: the caller names them by id alone.
 * @throws KH_ERR_API_INPUT naming the field of a file that is not stored
 */
export async function resolveMedia (content: Content, media: MediaStore): Promise<Content> {
  const resolved: Record<string, MediaRef> = {}
  for (const { path, ref } of mediaOf(content)) {
    if (ref.state !== 'stored' || ref.id === undefined) throw new errors.KH_ERR_API_INPUT(`body.content.${path} must have the state 'stored' and the id of an uploaded file`)
    resolved[path] = await readRef(media, ref.id, path)
  }
  return { ...content, ...resolved }
}

async function readRef (media: MediaStore, id: string, path: string): Promise<MediaRef> {
  try {
    return (await media.get(id)).ref
  } catch (error) {
    if (error instanceof contractErrors.KH_ERR_MEDIA_NOT_FOUND) throw new errors.KH_ERR_API_INPUT(`body.content.${path}.id is not the id of a stored file`)
    throw error
  }
}
