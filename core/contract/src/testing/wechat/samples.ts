/** The smallest files of each kind that programs can open, for messages whose content does not matter. */

/** A white picture of one pixel, JPEG. */
export const samplePicture: Buffer = Buffer.from('/9j/4AAQSkZJRgABAQEASABIAAD/2wBD' + 'AP' + '/'.repeat(86) + 'wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=', 'base64')

/** One second of AMR, frames of the lowest rate without sound. */
export const sampleVoice: Buffer = Buffer.concat([Buffer.from('#!AMR\n'), ...Array.from({ length: 50 }, () => Buffer.from([0x04, ...new Array<number>(12).fill(0)]))])

/** An MP4 without tracks. */
export const sampleVideo: Buffer = Buffer.from('0000001866747970' + '69736f6d00000200' + '69736f6d6d703431' + '0000000866726565' + '000000086d646174', 'hex')
