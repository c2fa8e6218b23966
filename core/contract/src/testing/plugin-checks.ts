import assert from 'node:assert/strict'
import semver from 'semver'
import type { TSchema } from 'typebox'
import { checkDefinition, type PluginDefinition, type PluginKind } from '../plugin.js'
import { CONTRACT_VERSION } from '../version.js'
import type { Check } from './check.js'
import { checkOptions, type OptionsError, type OptionsProblem } from './options-check.js'

/** What a sample of any kind says of options. */
export interface OptionsSample {
  options: Record<string, unknown>
  badOptions: ReadonlyArray<{ name: string, options: Record<string, unknown>, path: string }>
}

const SECRET_NAME = /secret|passwo?r?d|private|api-?key|token$/i

/** What a plugin of a kind without checks of its own for it says of itself and of its options. */
export function pluginChecks (kind: PluginKind): ReadonlyArray<Check<PluginDefinition, OptionsSample>> {
  return [
    toCheck('the definition is complete', (plugin) => {
      checkDefinition(plugin)
      assert.equal(plugin.kind, kind)
      assert.ok(semver.satisfies(CONTRACT_VERSION, plugin.contract), `it is made for contract ${plugin.contract}, this is ${CONTRACT_VERSION}`)
      for (const { path, schema } of propertiesOf(plugin.options)) {
        const name = path.join('.')
        assert.ok(schema.description, `option '${name}' has no description`)
        if (SECRET_NAME.test(path.at(-1) ?? '') && schema.type === 'string') assert.ok(schema.secret, `option '${name}' is not marked with Secret()`)
        if (schema.type === 'object' && schema.properties !== undefined) assert.equal(schema.additionalProperties, false, `option '${name}' takes keys that it does not know`)
      }
    }),

    toCheck('good options are taken, and defaults filled in', (plugin, sample) => {
      const checked = checkOptions(plugin.name, plugin.options, sample.options)
      for (const { path, schema } of propertiesOf(plugin.options)) {
        const [parent, key] = [path.slice(0, -1), path.at(-1) ?? '']
        if (schema.default === undefined || path.includes('*') || valueAt(checked, parent) === undefined) continue
        const options = structuredClone(sample.options)
        Reflect.deleteProperty(valueAt(options, parent) ?? {}, key)
        const filled = valueAt(checkOptions(plugin.name, plugin.options, options), parent)
        assert.ok(filled !== undefined && key in filled, `option '${path.join('.')}' did not get its default`)
      }
    }),

    toCheck('bad options are refused with their path', (plugin, sample) => {
      for (const { name, options, path } of sample.badOptions) {
        const problems = problemsOf(plugin, options)
        assert.ok(problems.some((problem) => problem.path === path), `${name}: expected a mistake at ${path}, got ${JSON.stringify(problems)}`)
      }
    }),

    toCheck('an unknown option is refused', (plugin, sample) => {
      const problems = problemsOf(plugin, { ...sample.options, 'no-such-option': 1 })
      // Where the number of keys is bounded, one too many is a mistake of the whole as well.
      assert.deepEqual(problems.map(({ path }) => path).filter((path) => path !== ''), ['/no-such-option'])
    })
  ]
}

function toCheck (name: string, look: (plugin: PluginDefinition, sample: OptionsSample) => void): Check<PluginDefinition, OptionsSample> {
  return { name, appliesTo: () => true, async run (plugin, sample) { look(plugin, sample) } }
}

interface SchemaNode {
  type?: string
  description?: string
  secret?: boolean
  default?: unknown
  properties?: Record<string, SchemaNode>
  additionalProperties?: unknown
  items?: SchemaNode
  anyOf?: SchemaNode[]
}

/** All properties of a schema, at any depth; `*` stands for an index. */
function propertiesOf (schema: TSchema | SchemaNode, path: string[] = []): Array<{ path: string[], schema: SchemaNode }> {
  const { properties = {}, items, anyOf = [] } = schema as SchemaNode
  const found = Object.entries(properties).flatMap(([key, child]) => [{ path: [...path, key], schema: child }, ...propertiesOf(child, [...path, key])])
  if (items !== undefined) found.push(...propertiesOf(items, [...path, '*']))
  for (const branch of anyOf) found.push(...propertiesOf(branch, path))
  return found
}

function valueAt (value: unknown, path: readonly string[]): object | undefined {
  const found = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value)
  return typeof found === 'object' && found !== null ? found : undefined
}

function problemsOf (plugin: PluginDefinition, options: Record<string, unknown>): OptionsProblem[] {
  try {
    checkOptions(plugin.name, plugin.options, options)
    return []
  } catch (error) {
    return (error as OptionsError).problems
  }
}
