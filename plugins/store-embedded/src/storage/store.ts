import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { open, type RootDatabase } from 'lmdb'
import { Journal } from './journal.js'
import { Tree } from './tree.js'

/** Bytes of recent changes kept in memory before they move into the trees on disk. */
const memoryBytes = 48 << 20

/** Changes that wait for the trees on disk before writers have to. In bytes. */
const pressureBytes = 3 * memoryBytes

/** Rough memory of one change besides its key and value. In bytes. */
const changeBytes = 100

/** After so long without a full memory the changes move anyway, so that an idle store is small and starts fast. */
const restMs = 2000

/** Changes handed to the writer thread of lmdb at once. */
const sliceSize = 2000

/** After a slice the move rests so many times as long, so that it takes a quarter of the time and nobody waits for it. */
const restFactor = 3

/** The trees of a folder: recent changes in memory, made durable by the journal, and moved into lmdb in the background. */
export class Store {
  private readonly root: RootDatabase<Buffer, Buffer>
  private readonly journal: Journal
  private readonly trees = new Map<number, Tree>()
  private readonly drops = new Set<Promise<unknown>>()
  private bytes = 0
  private moving: Promise<void> | undefined
  private timer: NodeJS.Timeout | undefined
  private isClosed = false

  constructor (folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.root = open<Buffer, Buffer>({
      path: join(folder, 'data.mdb'),
      maxDbs: 8192,
      encoding: 'binary',
      keyEncoding: 'binary'
    })
    this.journal = new Journal(folder)
    for (const change of this.journal.replay()) {
      const tree = this.tree(change.tree)
      if ('drop' in change) {
        this.drops.add(tree.empty())
        continue
      }
      tree.memory.set(change.key, change.entry)
      this.bytes += changeBytes + change.key.length + (change.entry?.length ?? 0)
    }
    this.journal.rotate()
    if (this.bytes > 0) this.schedule()
  }

  /** The tree of this number; it comes into being with its first key. */
  tree (id: number): Tree {
    let tree = this.trees.get(id)
    if (tree === undefined) {
      tree = new Tree(this.root, id)
      this.trees.set(id, tree)
    }
    return tree
  }

  put (tree: Tree, key: string, value: Buffer): void {
    this.journal.append(tree.id, key, value)
    tree.memory.set(key, value)
    this.grow(changeBytes + key.length + value.length)
  }

  remove (tree: Tree, key: string): void {
    this.journal.append(tree.id, key, null)
    tree.memory.set(key, null)
    this.grow(changeBytes + key.length)
  }

  drop (tree: Tree): void {
    this.journal.appendDrop(tree.id)
    this.drops.add(tree.empty())
    this.trees.delete(tree.id)
  }

  /** Resolves when all changes made so far survive the end of the process and, if durable, of the machine. */
  settle (isDurable: boolean): Promise<void> {
    return this.journal.settle(isDurable)
  }

  /** What a writer has to wait for while changes come faster than the disk takes them. */
  get pressure (): Promise<void> | undefined {
    return this.bytes > pressureBytes ? this.moving : undefined
  }

  /** Whether the move has to hurry: memory fills up behind it, or the store closes. */
  private get isPressed (): boolean {
    return this.isClosed || this.bytes > 2 * memoryBytes
  }

  async close (): Promise<void> {
    this.isClosed = true
    clearTimeout(this.timer)
    await this.moving
    if (this.bytes > 0 || this.drops.size > 0) await this.move()
    this.journal.forget(Infinity)
    this.journal.close()
    await this.root.close()
  }

  private grow (bytes: number): void {
    this.bytes += bytes
    if (this.bytes > memoryBytes && this.moving === undefined) this.begin()
    else this.schedule()
  }

  private schedule (): void {
    if (this.timer !== undefined || this.isClosed) return
    this.timer = setTimeout(() => {
      this.timer = undefined
      if (this.bytes > 0 && this.moving === undefined) this.begin()
    }, restMs)
  }

  private begin (): void {
    this.moving = this.move().finally(() => {
      this.moving = undefined
      if (this.bytes > 0) this.schedule()
    })
  }

  /** Moves the changes in memory into lmdb, whose own thread does the work, then lets go of their journal. */
  private async move (): Promise<void> {
    const trees = [...this.trees.values()].filter((tree) => tree.freeze())
    const moved = this.bytes
    const segment = this.journal.rotate()
    for (const tree of trees) {
      for (let isMore = true; isMore;) {
        const startedMs = performance.now()
        isMore = await tree.move(sliceSize)
        if (!this.isPressed) await sleep((performance.now() - startedMs) * restFactor)
      }
    }
    await Promise.all(this.drops)
    this.drops.clear()
    await this.root.flushed
    for (const tree of trees) tree.thaw()
    this.bytes -= moved
    this.journal.forget(segment)
  }
}
