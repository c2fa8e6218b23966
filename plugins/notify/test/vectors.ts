import { readFixture } from './stand.js'

interface DingTalkVector {
  scheme: 'dingtalk-custom-robot'
  input: { timestampMs: string, secret: string }
  signBase64: string
  signUrlEncoded: string
  queryString: string
}
interface FeishuVector {
  scheme: 'feishu-custom-bot'
  input: { timestampS: string, secret: string }
  sign: string
  wrongIfSwapped: string
}
interface WebhookVector {
  id: string
  scheme: 'standard-webhooks-v1'
  input: { secret?: string, secretCurrent?: string, secretPrevious?: string, webhookId: string, webhookTimestamp: string, body: string, bodyByteLength?: number }
  webhookSignature?: string
  webhookSignatureCurrentOnly?: string
  webhookSignatureBoth?: string
}
type Vector = DingTalkVector | FeishuVector | WebhookVector

const { vectors } = readFixture('vectors') as { vectors: Vector[] }

/** The vectors of a scheme; the file says where they are from. */
export function vectorsOf<K extends Vector['scheme']> (scheme: K): Array<Extract<Vector, { scheme: K }>> {
  return vectors.filter((vector): vector is Extract<Vector, { scheme: K }> => vector.scheme === scheme)
}
