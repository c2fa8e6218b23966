/** Makes a key of a request that the hub does once, however often it is sent. */
export function createRequestKey (): string {
  // `crypto.randomUUID` is there in secure contexts only, and hubs on a LAN are reached over plain http.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
