/** Where a value stands: keys and indexes from the top. */
export type Path = ReadonlyArray<string | number>

/** Writes a path as people do: `plugins[0].options.token`; the top itself is `the config`. */
export function formatPath (path: Path): string {
  let text = ''
  for (const step of path) text += typeof step === 'number' ? `[${step}]` : `${text === '' ? '' : '.'}${step}`
  return text === '' ? 'the config' : text
}

/** A key for maps and sets of paths. */
export function pathKey (path: Path): string {
  return JSON.stringify(path)
}

/** Whether `path` is `ancestor` or stands below it. */
export function isWithin (path: Path, ancestor: Path): boolean {
  return ancestor.length <= path.length && ancestor.every((step, index) => step === path[index])
}

/** The value at a path, or undefined. Own properties only. */
export function valueAt (root: unknown, path: Path): unknown {
  let value = root
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<string | number, unknown>)[step]
  }
  return value
}

/** Replaces the value at a path that exists. */
export function replaceAt (root: unknown, path: Path, value: unknown): void {
  const parent = valueAt(root, path.slice(0, -1))
  const last = path.at(-1)
  if (typeof parent === 'object' && parent !== null && last !== undefined) (parent as Record<string | number, unknown>)[last] = value
}

/** Reads an ajv instance path (a JSON pointer) against the value that it points into, so that list indexes become numbers. */
export function parsePointer (pointer: string, root: unknown): Path {
  const path: Array<string | number> = []
  let value = root
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    const step = Array.isArray(value) ? Number(key) : key
    path.push(step)
    value = valueAt(value, [step])
  }
  return path
}
