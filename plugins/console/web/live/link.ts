/** What comes over a connection. */
export interface LinkEvents {
  onText: (text: string) => void
  onClose: (code: number) => void
}

/** One connection, until it closes. */
export interface Link {
  /** Says something, if the connection stands. */
  send: (text: string) => void
  close: () => void
}
