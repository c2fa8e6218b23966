import t from 'tap'
import {
  Type, defineChannel, defineCrm, defineErp, defineFeature, defineNotifier, defineStore,
  type ChannelDefinition, type CrmDefinition, type ErpDefinition, type FeatureDefinition, type NotifierDefinition
} from '@kefuhub/contract'

const description = { name: 'sample', contract: '^1', title: { zh: '样例', en: 'Sample' } }
const options = Type.Object({ size: Type.Integer() }, { additionalProperties: false })
const never = (): never => { throw new Error('nobody calls this') }

t.test('each call makes a definition of its kind and keeps what it was given', (t) => {
  const setup = never
  t.match(defineChannel({ ...description, options, capabilities: never, setup }), { ...description, kind: 'channel', options, setup })
  t.match(defineCrm({ ...description, options, setup }), { kind: 'crm' })
  t.match(defineErp({ ...description, options, setup }), { kind: 'erp' })
  t.match(defineNotifier({ ...description, options, setup }), { kind: 'notifier' })
  t.match(defineFeature({ ...description, options, setup }), { kind: 'feature' })
  t.match(defineStore({ ...description, scheme: 'sample', open: never }), { kind: 'store', scheme: 'sample' })
  t.end()
})

t.test('a channel stands under an address of its own only where the hub has none', (t) => {
  const define = (mount: string) => defineChannel({ ...description, options, capabilities: never, setup: never, mount })
  t.equal(define('web').mount, 'web')
  for (const mount of ['', 'a', 'api', 'docs', 'metrics', 'Web', 'we b', '../x', 'a'.repeat(17)]) t.throws(() => define(mount), { code: 'KH_ERR_CONTRACT_DEFINITION', message: /mount/ }, mount)
  t.end()
})

const refused: Array<{ name: string, change: object, why: RegExp }> = [
  { name: 'a name with capitals', change: { name: 'Sample' }, why: /lower-case/ },
  { name: 'a name with a scope', change: { name: '@kefuhub/sample' }, why: /lower-case/ },
  { name: 'a name of 65 characters', change: { name: 'a'.repeat(65) }, why: /lower-case/ },
  { name: 'no contract', change: { contract: '' }, why: /contract range/ },
  { name: 'a contract that is no text', change: { contract: 1 }, why: /contract range/ },
  { name: 'no title', change: { title: undefined }, why: /zh and en/ },
  { name: 'a title in one language', change: { title: { zh: '样例', en: '' } }, why: /zh and en/ },
  { name: 'an icon that is no SVG', change: { icon: '<img src="x">' }, why: /plain SVG/ },
  { name: 'an icon with a script', change: { icon: '<svg><script>1</script></svg>' }, why: /plain SVG/ },
  { name: 'an icon with a handler', change: { icon: '<svg onload="x()"></svg>' }, why: /plain SVG/ },
  { name: 'an icon that loads something', change: { icon: '<svg><image href="https://example.org/x"/></svg>' }, why: /plain SVG/ },
  { name: 'an icon of more than 8 KiB', change: { icon: `<svg>${' '.repeat(8192)}</svg>` }, why: /plain SVG/ }
]

t.test('a description that is not complete is refused', (t) => {
  for (const { name, change, why } of refused) {
    const expected = { code: 'KH_ERR_CONTRACT_DEFINITION', message: why }
    t.throws(() => defineStore({ ...description, scheme: 'sample', open: never, ...change }), expected, name)
    t.throws(() => defineFeature({ ...description, options, setup: never, ...change }), expected, name)
  }
  t.end()
})

t.test('an icon that points into itself is fine', (t) => {
  t.doesNotThrow(() => defineStore({ ...description, scheme: 'sample', open: never, icon: '<svg><use href="#a"/></svg>' }))
  t.end()
})

t.test('options that take unknown keys are refused', (t) => {
  const wrong = [Type.Object({}), Type.String(), Type.Object({}, { additionalProperties: true }), undefined as never]
  for (const options of wrong) {
    const expected = { code: 'KH_ERR_CONTRACT_DEFINITION', message: /additionalProperties: false/ }
    t.throws(() => defineFeature({ ...description, options, setup: never }), expected)
    t.throws(() => defineChannel({ ...description, options, capabilities: never, setup: never }), expected)
    t.throws(() => defineCrm({ ...description, options, setup: never }), expected)
    t.throws(() => defineErp({ ...description, options, setup: never }), expected)
    t.throws(() => defineNotifier({ ...description, options, setup: never }), expected)
  }
  t.end()
})

t.test('a definition with typed options is one of any options', (t) => {
  const any: Array<ChannelDefinition | CrmDefinition | ErpDefinition | NotifierDefinition | FeatureDefinition> = [
    defineFeature({ ...description, options, setup: (_hub, { size }) => ({ menu: [{ title: description.title, path: `/${size}` }] }) })
  ]
  t.equal(any.length, 1)
  t.end()
})
