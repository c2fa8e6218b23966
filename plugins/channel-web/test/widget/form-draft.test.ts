import t from 'tap'
import { EXAMPLE_FORM } from '@kefuhub/contract/testing'
import { formFault } from '../../src/form.js'
import { readDraft, toDraft, type Draft } from '../../widget/form-draft.js'
import { words } from '../../widget/words.js'

const good: Draft['values'] = { product: ' 杯子 ', count: '２', fault: 'broken', boughtOn: '2026-01-31', isUrgent: true }
const read = (values: Draft['values'] = {}, text = '', lang: 'zh' | 'en' = 'zh') => readDraft(EXAMPLE_FORM, { values: { ...good, ...values }, text }, lang, words[lang])

t.test('what is filled in well is read as the hub takes it', (t) => {
  const { form, faults } = read({}, ' 裂了 ')
  t.equal(faults.size, 0)
  t.strictSame(form, {
    type: 'form',
    form: 'repair',
    lang: 'zh',
    title: '报修',
    fields: [
      { name: 'product', title: '产品', value: '杯子' }, { name: 'count', title: '数量', value: 2 }, { name: 'fault', title: '故障', value: 'broken' },
      { name: 'boughtOn', title: '购买日期', value: '2026-01-31' }, { name: 'isUrgent', title: '加急', value: true }
    ],
    text: '裂了'
  })
  t.equal(formFault(form, [EXAMPLE_FORM]), undefined)
  t.strictSame(toDraft(form), { values: { ...good, product: '杯子', count: '2' }, text: '裂了' }, 'and can be put back')
  const { form: least } = read({ count: '', boughtOn: '', isUrgent: false })
  t.strictSame(least.fields.map(({ name, value }) => [name, value]), [['product', '杯子'], ['fault', 'broken'], ['isUrgent', false]])
  t.equal(formFault(least, [EXAMPLE_FORM]), undefined)
  t.end()
})

t.test('says what is wrong with each field, in both languages', (t) => {
  const { faults } = read({ product: ' ', count: 'two', fault: '', boughtOn: '2026-02-33' })
  t.strictSame([...faults], [['product', '请填写“产品”'], ['count', '“数量”应为数字'], ['fault', '请填写“故障”'], ['boughtOn', '“购买日期”应为有效日期']])
  t.strictSame([...read({ product: 'x'.repeat(101), count: '1e5', boughtOn: '?' }, '', 'en').faults], [
    ['product', '“Product” may have 100 characters at most'], ['count', '“How many” must be a number'], ['boughtOn', '“Bought on” must be a valid date']
  ])
  t.end()
})

t.test('a form without fields needs some words, and none may be longer than a call', (t) => {
  const plain = { ...EXAMPLE_FORM, fields: [] }
  t.strictSame([...readDraft(plain, { values: {}, text: ' ' }, 'en', words.en).faults], [['', 'Please fill in “Details”']])
  t.equal(readDraft(plain, { values: {}, text: 'x' }, 'en', words.en).faults.size, 0)
  const long = { ...EXAMPLE_FORM, fields: ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, title: { zh: name, en: name }, type: 'text' as const, required: true, maxLength: 10_000 })) }
  const values = Object.fromEntries(long.fields.map(({ name }) => [name, '长'.repeat(4000)]))
  t.strictSame([...readDraft(long, { values, text: '' }, 'zh', words.zh).faults], [['', words.zh.formTooLong]])
  t.end()
})
