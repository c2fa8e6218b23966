import { Elements, T, Value } from './raw.js'
import { Writer } from './writer.js'

/** A node of a document under change: a value as it came, or an opened document or array. */
export type Node = Value | Branch

/** An opened document or array: an ordered list of names and nodes. What nobody opens stays raw bytes. */
export class Branch {
  readonly isArray: boolean
  readonly names: string[] = []
  readonly nodes: Node[] = []

  constructor (isArray: boolean) {
    this.isArray = isArray
  }

  static read (buf: Buffer, at: number, isArray: boolean): Branch {
    const branch = new Branch(isArray)
    const elements = new Elements(buf, at)
    while (elements.next()) {
      branch.names.push(elements.name)
      branch.nodes.push(elements.value)
    }
    return branch
  }

  get (name: string): Node | undefined {
    const at = this.indexOf(name)
    return at < 0 ? undefined : this.nodes[at]
  }

  /** The child as an opened branch, if it is a document or an array. */
  open (name: string): Branch | undefined {
    const at = this.indexOf(name)
    const node = at < 0 ? undefined : this.nodes[at]!
    if (node === undefined || node instanceof Branch) return node
    if (node.type !== T.object && node.type !== T.array) return undefined
    return (this.nodes[at] = Branch.read(node.buf, node.at, node.type === T.array))
  }

  set (name: string, node: Node): void {
    const at = this.indexOf(name)
    if (at >= 0) {
      this.nodes[at] = node
      return
    }
    if (this.isArray) for (let i = this.nodes.length; i < Number(name); i++) this.push(nullValue)
    this.names.push(name)
    this.nodes.push(node)
  }

  push (node: Node): void {
    this.names.push(String(this.nodes.length))
    this.nodes.push(node)
  }

  /** Takes a field out; in an array null stays in its place. */
  unset (name: string): void {
    const at = this.indexOf(name)
    if (at < 0) return
    if (this.isArray) this.nodes[at] = nullValue
    else {
      this.names.splice(at, 1)
      this.nodes.splice(at, 1)
    }
  }

  /** Puts other nodes in the place of all. */
  refill (nodes: Node[]): void {
    this.names.length = 0
    this.nodes.length = 0
    for (const node of nodes) this.push(node)
  }

  write (writer: Writer): void {
    const start = writer.open()
    for (let i = 0; i < this.nodes.length; i++) {
      const node = this.nodes[i]!
      const name = this.isArray ? String(i) : this.names[i]!
      if (node instanceof Branch) {
        writer.name(node.isArray ? T.array : T.object, name)
        node.write(writer)
      } else writer.value(name, node)
    }
    writer.close(start)
  }

  toBuffer (): Buffer {
    const writer = new Writer()
    this.write(writer)
    return writer.take()
  }

  private indexOf (name: string): number {
    if (!this.isArray) return this.names.indexOf(name)
    return /^(0|[1-9]\d{0,8})$/.test(name) && Number(name) < this.nodes.length ? Number(name) : -1
  }
}

/** A node as a value, whose bytes are written if it was opened. */
export function toValue (node: Node): Value {
  if (node instanceof Value) return node
  const buf = node.toBuffer()
  return new Value(node.isArray ? T.array : T.object, buf, 0, buf.length)
}

export const nullValue = new Value(T.null, Buffer.alloc(0), 0, 0)
