import { readFileSync } from 'node:fs'

/** Query values may be arrays: a parameter that was repeated. */
type Query = Record<string, string | string[]>

interface Named { name: string, either?: string[] }
interface SealedCase extends Named { key: 'K1' | 'K2', query: Query, body: string }

/** The part of the protocol vectors that is about official accounts. */
export interface Vectors {
  config: {
    token: string
    appid: string
    gh_id: string
    openid: string
    keys: Record<'K1' | 'K2', { encoding_aes_key: string, aes_key_hex: string, iv_hex: string }>
    invalid_keys: Array<{ encoding_aes_key: string, why: string }>
  }
  wechat: {
    url_signature: {
      accept: Array<Named & { token: string, timestamp: string, nonce: string, signature: string }>
      reject: Array<Named & { query: Query }>
    }
    url_verification: { accept: Array<Named & { query: Record<string, string>, expect_status: number, expect_body: string }> }
    aes: {
      accept: Array<Named & {
        key: 'K1' | 'K2',
        random16_hex: string,
        id: string,
        pad_byte: number,
        plaintext?: string,
        encrypted_b64?: string
        encrypted_sha256?: string,
        plaintext_repeat?: { unit: string, times: number }
      }>
    }
    xml: {
      accept: Array<Named & { xml: string, expect: Record<string, unknown>, also?: string, dedupe_key?: string }>
      reject: Array<Named & { xml: string }>
      reject_generated: Array<Named & { build: { prefix: string, suffix: string, times: number, open?: string, close?: string, unit?: string, unit_template?: string }, expect: string }>
    }
    encrypted_post: {
      accept: Array<SealedCase & { mode: 'security' | 'compatible', expect: Record<string, string>, decrypted_xml: string }>
      reject: SealedCase[]
      key_rotation: { current_key: 'K1' | 'K2', previous_key: 'K1' | 'K2', must_accept: string[] }
    }
    passive_reply: {
      items: Array<Named & {
        key: 'K1' | 'K2',
        random16_hex: string,
        timestamp: string,
        nonce: string,
        plain_xml: string,
        fields: Record<string, string>
        encrypted_b64: string,
        msg_signature: string,
        envelope: string
      }>
    }
  }
}

/** Read once; see the note inside the file for where it is from. */
export const vectors = JSON.parse(readFileSync(new URL('./fixtures/vectors.json', import.meta.url), 'utf8')) as Vectors
