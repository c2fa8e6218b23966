/** A mail as its reader sees it. */
export interface ReadMail {
  /** By lower-case name; encoded words are decoded. */
  headers: ReadonlyMap<string, string>
  text: string
  html: string
}

/** Reads a mail of one text and one HTML part: as much of MIME as mails of the plugin have. */
export function readMail (raw: string): ReadMail {
  const { headers, body } = splitPart(raw)
  const boundary = /boundary="?([^";]+)"?/.exec(headers.get('content-type') ?? '')?.[1]
  const parts = boundary === undefined ? [{ headers, body }] : body.split(`--${boundary}`).slice(1, -1).map((part) => splitPart(part.trimStart()))
  const find = (type: string): string => {
    const part = parts.find(({ headers }) => (headers.get('content-type') ?? 'text/plain').startsWith(type))
    return part === undefined ? '' : decodeBody(part.body, part.headers.get('content-transfer-encoding') ?? '').replaceAll('\r\n', '\n')
  }
  return { headers, text: find('text/plain'), html: find('text/html') }
}

function splitPart (part: string): { headers: Map<string, string>, body: string } {
  const end = part.indexOf('\r\n\r\n')
  const lines = part.slice(0, end).replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  const headers = new Map(lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), decodeWords(line.slice(colon + 1).trim())] as const
  }))
  return { headers, body: part.slice(end + 4) }
}

function decodeBody (body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  return encoding === 'quoted-printable' ? decodeQuoted(body.replace(/=\r\n/g, '')) : body
}

function decodeWords (value: string): string {
  return value.replace(/\?= +=\?/g, '?==?').replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_word, encoding: string, text: string) =>
    encoding.toUpperCase() === 'B' ? Buffer.from(text, 'base64').toString() : decodeQuoted(text.replaceAll('_', ' ')))
}

function decodeQuoted (text: string): string {
  return Buffer.from(text.replace(/=([0-9A-F]{2})/gi, (_quoted, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString()
}
