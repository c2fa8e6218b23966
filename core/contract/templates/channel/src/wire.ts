/** What the platform posts: all that the channel uses of it. */
export interface Callback {
  id: string
  from: string
  /** In milliseconds since 1970. */
  at: number
  type: string
  text?: string
  /** Id of a file. */
  file?: string
}

/** What the API answers. */
export interface Answer {
  id?: string
  error?: 'busy' | 'credentials' | 'gone' | 'refused'
  /** Says more of `refused`. */
  message?: string
  /** Of `busy`, in seconds. */
  waitS?: number
}

/** The headers with which a callback proves itself. */
export const TIME_HEADER = 'x-time'
export const PROOF_HEADER = 'x-proof'
