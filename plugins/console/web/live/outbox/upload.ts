import { API_PATH } from '../../api/address.js'
import { ApiError } from '../../api/api-error.js'
import type { MediaRef } from '../../api/types.js'

/** Uploads a file. XMLHttpRequest, because fetch does not tell how far it is. @throws ApiError */
export async function upload (file: File, onProgress: (percent: number) => void, signal: AbortSignal): Promise<MediaRef> {
  return await new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `${API_PATH}/media?name=${encodeURIComponent(file.name)}`)
    request.setRequestHeader('content-type', file.type === '' ? 'application/octet-stream' : file.type)
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) => { onProgress(total === 0 ? 0 : Math.floor(loaded / total * 100)) }
    request.onload = () => {
      if (request.status === 201) resolve(request.response as MediaRef)
      else reject(toError(request))
    }
    request.onerror = () => { reject(new ApiError('NETWORK', 'The hub does not answer.', 0)) }
    request.onabort = () => { reject(new ApiError('ABORTED', 'The upload was stopped.', 0)) }
    signal.addEventListener('abort', () => { request.abort() })
    request.send(file)
  })
}

function toError ({ response, status, statusText }: XMLHttpRequest): ApiError {
  const { code = `HTTP_${status}`, message = statusText, requestId } =
    (response as { error?: { code?: string, message?: string, requestId?: string } } | null)?.error ?? {}
  return new ApiError(code, message, status, requestId)
}
