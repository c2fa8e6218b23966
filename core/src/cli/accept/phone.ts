/** The kinds of file that are tried. */
export type FileKind = 'image' | 'voice'

/** Something that was sent, to be compared with what arrived. */
export interface Sent<T> {
  /** Whether it is what arrived. */
  isSame (arrived: T): Promise<boolean>
}

/** A customer's phone: simulated, or in the hand of somebody who is told what to do. Every method may throw `Skip`. */
export interface Phone {
  /** Who holds it, where that is known beforehand: the platform's id, and the name that the platform tells. */
  readonly holder?: { id: string, name?: string }
  /** How long it may take until something arrives at the hub, in milliseconds. */
  readonly patienceMs: number
  /** How often it is looked for meanwhile, in milliseconds. */
  readonly lookEveryMs: number
  /** Writes the first message. @returns how to know it again */
  greet (text: string): Promise<(arrived: string) => boolean>
  /** Writes this, or where a person does something like it. */
  say (text: string): Promise<Sent<string>>
  /** @returns undefined where the platform has no such kind */
  send (kind: FileKind): Promise<Sent<Buffer> | undefined>
  /** Whether a text of the hub's side stands on the screen, or comes to stand there in time. */
  shows (text: string): Promise<boolean>
  /** Whether a template message with these values stands on the screen, or comes to stand there in time. */
  showsTemplate (values: readonly string[]): Promise<boolean>
  /** Ends the time in which the platform lets the hub write, where that can be done at once. */
  readonly endWindow?: () => void
  /** Called while something is waited for. @throws Skip when the person does not want to wait */
  look? (): void
}

/** Somebody who answers customers. */
export interface Attendant {
  /** Takes the conversation. Resolves when it is asked for: the hub says when it is done. */
  take (conversation: string): Promise<void>
}
