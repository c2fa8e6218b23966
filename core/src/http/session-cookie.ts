import type { CookieSerializeOptions } from '@fastify/cookie'

/** Name of the cookie that holds the token of a signed-in browser. */
export const SESSION_COOKIE = 'kh_session'

/** No script reads it, no other site sends it, and nothing but the API gets it. @param publicUrl the address of the hub */
export function sessionCookieOptions (publicUrl: string): CookieSerializeOptions {
  return { path: '/api', httpOnly: true, sameSite: 'strict', secure: publicUrl.startsWith('https:') }
}
