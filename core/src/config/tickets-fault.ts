import { errors } from '../errors.js'
import { formatPath, valueAt, type Path } from './path.js'
import type { Finding } from './problem.js'

const at = (path: Path, allowed: string): Finding =>
  ({ code: 'KH_ERR_CONFIG_VALUE_INVALID', message: new errors.KH_ERR_CONFIG_VALUE_INVALID(formatPath(path), allowed).message, path, part: 'value', allowed })

/** Says what the schema cannot: names that stand twice, statuses that lead nowhere, choices that are missing. */
export function findTicketFaults (root: unknown): Finding[] {
  const types = valueAt(root, ['tickets', 'types'])
  if (!Array.isArray(types)) return []
  const faults = findRepeated(types, 'id', ['tickets', 'types'])
  for (const [index, type] of types.entries()) {
    const base: Path = ['tickets', 'types', index]
    const statuses = listAt(type, 'statuses')
    const fields = listAt(type, 'fields')
    faults.push(...findRepeated(statuses, 'id', [...base, 'statuses']), ...findRepeated(fields, 'name', [...base, 'fields']))
    const names = statuses.map((status) => valueAt(status, ['id']))
    for (const [place, status] of statuses.entries()) {
      for (const [step, next] of listAt(status, 'next').entries()) {
        if (!names.includes(next)) faults.push(at([...base, 'statuses', place, 'next', step], `one of ${names.join(', ')}`))
      }
    }
    for (const [place, field] of fields.entries()) {
      const isChoice = valueAt(field, ['type']) === 'choice'
      if (isChoice !== (valueAt(field, ['choices']) !== undefined)) faults.push(at([...base, 'fields', place, 'choices'], isChoice ? 'a list: the field is a choice' : 'absent: the field is no choice'))
    }
  }
  return faults
}

function listAt (value: unknown, key: string): unknown[] {
  const found = valueAt(value, [key])
  return Array.isArray(found) ? found : []
}

function findRepeated (items: unknown[], key: string, path: Path): Finding[] {
  const seen = new Set<unknown>()
  return items.flatMap((item, index) => {
    const name = valueAt(item, [key])
    if (!seen.has(name)) {
      seen.add(name)
      return []
    }
    return [at([...path, index, key], 'another one than before')]
  })
}
