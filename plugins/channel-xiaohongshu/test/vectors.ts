import { readFileSync } from 'node:fs'

interface LeadVector { name: string, token: string, body: string, header: Record<string, string>, either?: string[] }
interface CipherVector { name: string, key_hex: string, iv_hex: string, plaintext: string, encrypted: string }
interface CipherRefusal { name: string, key_hex: string, encrypted: string }

/** Examples that were made and checked apart from this package. */
export interface Vectors {
  lead_push: { accept: LeadVector[], reject: LeadVector[] }
  im_third_party: {
    accept: CipherVector[]
    reject: CipherRefusal[]
    malleability_demo: { key_hex: string, encrypted: string, decrypts_to: string }
    message_callback_sample: Record<string, unknown> & { message_id: string, from_user_id: string, to_user_id: string, timestamp: number }
    binding_url_sample: { base: string, appId: string, token: string, url: string }
  }
  ecommerce_sign: {
    v3: { method: string, appId: string, timestamp: string, version: string, appSecret: string, string_to_sign: string, md5_lower_hex: string }
    legacy_published_example: { string_to_sign: string, md5_lower_hex: string }
  }
  miniapp_url_signature: { token: string, timestamp: string, nonce: string, signature: string }
}

export const { xiaohongshu: vectors } = JSON.parse(readFileSync(new URL('fixtures/vectors.json', import.meta.url), 'utf8')) as { xiaohongshu: Vectors }

/** The key of all cipher vectors but the wrong one. */
export const KEY = '00112233445566778899aabbccddeeff'
