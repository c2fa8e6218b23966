import t from 'tap'
import { EXAMPLE_FORM } from '@kefuhub/contract/testing'
import { formFault, toFormContent, toWireForm } from '../src/form.js'
import type { WireForm } from '../src/wire.js'
import { openHub, openVisit, PAGE } from './stand.js'

const filled: WireForm = { type: 'form', form: 'repair', lang: 'en', title: '', fields: [{ name: 'product', title: '', value: 'Cup' }, { name: 'fault', title: '', value: 'broken' }] }

t.test('a visitor is told what can be filled in', async (t) => {
  const { body } = await openVisit(await openHub(t))
  t.strictSame(body['forms'], [EXAMPLE_FORM])
})

t.test('what is filled in is said in the words of the hub, and shown as it was', (t) => {
  const content = toFormContent({ ...filled, text: ' ' }, [EXAMPLE_FORM])
  t.strictSame(content, {
    type: 'form', form: 'repair', title: 'Repair', fields: [{ name: 'product', title: 'Product', value: 'Cup' }, { name: 'fault', title: 'Fault', value: 'broken' }], language: 'en'
  })
  t.strictSame(toWireForm(content as NonNullable<typeof content>), {
    type: 'form', form: 'repair', lang: 'en', title: 'Repair', fields: [{ name: 'product', title: 'Product', value: 'Cup' }, { name: 'fault', title: 'Fault', value: 'broken' }]
  })
  t.equal(toFormContent(filled, []), undefined)
  t.end()
})

t.test('a form without fields needs some words', (t) => {
  const plain = { ...EXAMPLE_FORM, fields: [] }
  t.equal(formFault({ ...filled, fields: [], text: ' ' }, [plain]), 'nothing is filled in')
  t.equal(formFault({ ...filled, fields: [], text: 'x' }, [plain]), undefined)
  t.end()
})

t.test('a refused form is answered with its code, names no value and reaches nobody', async (t) => {
  const hub = await openHub(t)
  const { cookie } = await openVisit(hub)
  const { fields } = filled
  const response = await hub.inject({
    method: 'POST',
    url: '/web/shop/calls',
    headers: { origin: PAGE, cookie },
    payload: { kind: 'send', clientId: 'client-0001', content: { ...filled, fields: [...fields, { name: 'count', title: '', value: 'secret' }] } }
  })
  t.strictSame(response.json(), { kind: 'refused', clientId: 'client-0001', code: 'WEB_ERR_FORM', reason: "The form cannot be taken: 'count': it must be a number" })
  t.equal(hub.received.length, 0)
})
