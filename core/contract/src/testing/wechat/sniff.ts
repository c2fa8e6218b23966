/** File formats that the platform tells apart. */
export type MediaFormat = 'png' | 'jpg' | 'gif' | 'amr' | 'mp3' | 'mp4'

const mimeTypes: Readonly<Record<MediaFormat, string>> = {
  png: 'image/png', jpg: 'image/jpeg', gif: 'image/gif', amr: 'audio/amr', mp3: 'audio/mpeg', mp4: 'video/mp4'
}

// Bytes behind the header byte of an AMR-NB frame, by mode (3GPP TS 26.101).
const amrFrameBytes = [12, 13, 15, 17, 19, 20, 26, 31, 5]
const amrHeader = '#!AMR\n'
// kbit/s of MPEG-1 and MPEG-2 layer III by index.
const mp3Rates = {
  1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
} as const

/** Tells the format by the bytes alone. */
export function sniffFormat (bytes: Buffer): MediaFormat | undefined {
  if (bytes.toString('latin1', 0, 4) === '\x89PNG') return 'png'
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpg'
  if (/^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))) return 'gif'
  if (bytes.toString('latin1', 0, 6) === amrHeader) return 'amr'
  if (bytes.toString('latin1', 0, 3) === 'ID3' || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2)) return 'mp3'
  return bytes.toString('latin1', 4, 8) === 'ftyp' ? 'mp4' : undefined
}

/** The content type of a format. */
export function mimeTypeOf (format: MediaFormat): string {
  return mimeTypes[format]
}

/** Reads how long a voice plays, in milliseconds: from the frames of AMR, from the first frame's rate of MP3. 0 for what cannot be read. */
export function measureVoiceMs (bytes: Buffer, format: MediaFormat): number {
  return format === 'amr' ? measureAmrMs(bytes) : measureMp3Ms(bytes)
}

function measureAmrMs (bytes: Buffer): number {
  let frames = 0
  for (let at = amrHeader.length; at < bytes.length; frames++) {
    at += 1 + (amrFrameBytes[((bytes[at] ?? 0) >> 3) & 0x0f] ?? 0)
  }
  return frames * 20
}

function measureMp3Ms (bytes: Buffer): number {
  const start = bytes.toString('latin1', 0, 3) === 'ID3' ? 10 + readSynchsafe(bytes) : 0
  const version = ((bytes[start + 1] ?? 0) >> 3 & 3) === 3 ? 1 : 2
  const rate = mp3Rates[version][(bytes[start + 2] ?? 0) >> 4] ?? 0
  return rate === 0 ? 0 : Math.floor((bytes.length - start) * 8 / rate)
}

// The length of an ID3v2 tag stands in four bytes of seven bits.
function readSynchsafe (bytes: Buffer): number {
  return [6, 7, 8, 9].reduce((length, at) => length << 7 | (bytes[at] ?? 0) & 0x7f, 0)
}
