import { hash } from 'node:crypto'
import { Rejected, type Clock, type MediaFile, type MediaRef, type MediaStore } from '@kefuhub/contract'
import type { Api } from '../api/api.js'
import { ApiError } from '../api/api-error.js'
import { UPLOAD_TYPES } from '../facts.js'
import type { Options } from '../options.js'

/** What a file is uploaded as. */
export type UploadType = keyof typeof UPLOAD_TYPES

/** A file that is to be uploaded. */
export interface UploadFile {
  bytes: Buffer
  mimeType: string
  /** Lower-case hex digest of the bytes. */
  sha256: string
}

const MAX_CACHED = 1000
// The platform looks at the extension of the file name, too.
const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif', 'audio/amr': 'amr', 'audio/mpeg': 'mp3', 'audio/mp3': 'mp3', 'video/mp4': 'mp4'
}

/**
 * Uploads files and reuses their ids while the platform keeps them. The ids stay in this process: another process, or this one after
 * a restart, uploads a file once more, which costs one call and leaves nothing behind that would have to be cleaned.
 * @see WeChat Official Account, media/upload
 */
export class MediaUploads {
  readonly #api: Api
  readonly #store: MediaStore
  readonly #clock: Clock
  readonly #limits: Options['limits']
  /** By type and digest, the longest unused first. */
  readonly #ids = new Map<string, { id: string, untilMs: number }>()

  constructor (api: Api, store: MediaStore, clock: Clock, { limits }: Pick<Options, 'limits'>) {
    this.#api = api
    this.#store = store
    this.#clock = clock
    this.#limits = limits
  }

  /** Uploads a stored file, or finds its id. @throws Rejected for a type or size that is not allowed, WECHAT_ERR_API, WECHAT_ERR_TRANSPORT */
  async idOf (ref: MediaRef, type: UploadType, signal: AbortSignal): Promise<string> {
    return this.idOfFile(await this.#read(ref), type, signal)
  }

  /** Uploads a file, or finds its id. @throws as `idOf` */
  async idOfFile (file: UploadFile, type: UploadType, signal: AbortSignal): Promise<string> {
    this.#check(file, type)
    const key = `${type}:${file.sha256}`
    const known = this.#ids.get(key)
    this.#ids.delete(key)
    if (known !== undefined && known.untilMs > this.#clock.now()) {
      this.#ids.set(key, known)
      return known.id
    }
    const id = await this.#upload(file, type, signal)
    this.#ids.set(key, { id, untilMs: this.#clock.now() + this.#limits.mediaReuseMs })
    if (this.#ids.size > MAX_CACHED) this.#ids.delete(this.#ids.keys().next().value ?? '')
    return id
  }

  /** Forgets ids that the platform no longer knows. */
  forget (ids: ReadonlySet<string>): void {
    for (const [key, { id }] of this.#ids) {
      if (ids.has(id)) this.#ids.delete(key)
    }
  }

  async #read (ref: MediaRef): Promise<UploadFile> {
    if (ref.state !== 'stored' || ref.id === undefined) throw new Rejected('The file is not in the media store; attach it again')
    let file: MediaFile
    try {
      file = await this.#store.get(ref.id)
    } catch (error) {
      if ((error as { code?: string }).code === 'KH_ERR_MEDIA_NOT_FOUND') throw new Rejected('The file is no longer in the media store; attach it again', { cause: error })
      throw error
    }
    const { bytes } = file
    return { bytes, mimeType: (file.ref.mimeType ?? '').toLowerCase(), sha256: file.ref.sha256 ?? hash('sha256', bytes, 'hex') }
  }

  #check ({ bytes, mimeType }: UploadFile, type: UploadType): void {
    const allowed: readonly string[] = UPLOAD_TYPES[type]
    if (!allowed.includes(mimeType)) throw new Rejected(`WeChat takes ${allowed.join(', ')} as ${type}, not '${mimeType}'`)
    const maxBytes = this.#limits[`${type}MaxBytes`]
    if (bytes.length > maxBytes) throw new Rejected(`WeChat takes at most ${maxBytes} bytes as ${type}; the file has ${bytes.length}`)
  }

  async #upload ({ bytes, mimeType }: UploadFile, type: UploadType, signal: AbortSignal): Promise<string> {
    const body = new FormData()
    body.append('media', new Blob([bytes], { type: mimeType }), `file.${EXTENSIONS[mimeType]}`)
    const path = '/cgi-bin/media/upload'
    const { media_id: mediaId, thumb_media_id: thumbMediaId } = await this.#api.call(path, { query: { type }, body, signal })
    const id = mediaId ?? thumbMediaId
    if (typeof id !== 'string' || id === '') throw new ApiError(path, -1, 'the answer holds no media id')
    return id
  }
}
