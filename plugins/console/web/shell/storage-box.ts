/** What is needed of a browser's storage. */
export interface StorageBox {
  getItem: (name: string) => string | null
  setItem: (name: string, value: string) => void
  removeItem: (name: string) => void
}
