import { Busboy } from '@fastify/busboy'
import { refuse, type JsonAnswer } from '../errcode.js'
import { maxVoiceMs, mediaRules, thumbIdField, uploadExtensions, type MediaType } from '../facts.js'
import type { Media } from '../media.js'
import { measureVoiceMs, mimeTypeOf, sniffFormat } from '../sniff.js'
import type { Simulation } from '../simulation.js'
import { FileAnswer, type AccountCall, type Answer, type Call } from './endpoint.js'

interface UploadedFile { name: string, bytes: Buffer }

const videoPath = '/snsvideodownload'

/** `POST /cgi-bin/media/upload?type=…`, multipart with one file in the field `media`. */
export async function uploadMedia (call: AccountCall, simulation: Simulation): Promise<JsonAnswer> {
  const type = call.query.get('type') ?? ''
  if (!Object.hasOwn(mediaRules, type)) return refuse(40004)
  const file = await readFile(call)
  if (file === undefined) return refuse(41005)
  const errcode = checkFile(type as MediaType, file)
  if (errcode !== 0) return refuse(errcode)
  const { id, createdAtMs } = call.account.media.put(type as MediaType, file.bytes, simulation.now())
  return { type, [type === 'thumb' ? thumbIdField : 'media_id']: id, created_at: Math.floor(createdAtMs / 1000) }
}

/** `GET /cgi-bin/media/get?media_id=…`: the file, or for a video the address of its file. */
export function getMedia ({ account, query }: AccountCall, simulation: Simulation): Answer {
  const id = query.get('media_id')
  if (!id) return refuse(41006)
  const media = account.media.get(id, simulation.now())
  if (media === undefined) return refuse(40007)
  return media.type === 'video' ? { video_url: `${simulation.url}${videoPath}?filekey=${id}` } : toFile(media)
}

/** Finds the file behind a PicUrl or a video_url; these want no token. @returns undefined for any other address */
export function findFile ({ method, path, query }: Call, simulation: Simulation): FileAnswer | undefined {
  const id = path === videoPath ? query.get('filekey') : /^\/mmbiz_jpg\/([\w-]+)\/0$/.exec(path)?.[1]
  if (!id || method !== 'GET') return undefined
  for (const account of simulation.accounts.values()) {
    const media = account.media.get(id, simulation.now())
    if (media !== undefined) return toFile(media)
  }
  return undefined
}

function toFile (media: Media): FileAnswer {
  return new FileAnswer(media.bytes, mimeTypeOf(media.format), `${media.id}.${media.format}`)
}

function checkFile (type: MediaType, { name, bytes }: UploadedFile): number {
  const { maxBytes, formats, sizeErrcode, formatErrcode } = mediaRules[type]
  if (bytes.length === 0) return 44001
  if (!uploadExtensions.includes(/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '')) return 40005
  if (bytes.length > maxBytes) return sizeErrcode
  const format = sniffFormat(bytes)
  if (format === undefined || !formats.includes(format)) return formatErrcode
  return type === 'voice' && measureVoiceMs(bytes, format) > maxVoiceMs ? 45007 : 0
}

/** @returns undefined when the body is not multipart or holds no file with a name in the field `media` */
async function readFile ({ body, contentType }: Call): Promise<UploadedFile | undefined> {
  return await new Promise((resolve) => {
    let file: UploadedFile | undefined
    const busboy = createParser(contentType)
    if (busboy === undefined) return resolve(undefined)
    busboy.on('file', (field, stream, name) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('error', () => resolve(undefined))
      stream.on('end', () => { if (field === 'media' && name) file = { name, bytes: Buffer.concat(chunks) } })
    })
    busboy.on('error', () => resolve(undefined))
    busboy.on('finish', () => resolve(file))
    busboy.end(body)
  })
}

// The parser throws at anything that is not multipart with a boundary.
function createParser (contentType: string) {
  try {
    return Busboy({ headers: { 'content-type': contentType }, limits: { files: 1, parts: 10 } })
  } catch {
    return undefined
  }
}
