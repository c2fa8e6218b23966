import { phoneSpellings, toE164 } from '@kefuhub/contract'
import t from 'tap'

t.test('numbers as people write them become one', async (t) => {
  const cases: Array<[string, string]> = [
    ['13800000000', '+8613800000000'], ['138 0000 0000', '+8613800000000'], ['+86 138-0000-0000', '+8613800000000'], ['0086 13800000000', '+8613800000000'], ['8613800000000', '+8613800000000'],
    ['１３８００００００００', '+8613800000000'], ['(021) 1234 5678', '+862112345678'], ['02112345678', '+862112345678'], ['862112345678', '+862112345678'], ['0755-88888888', '+8675588888888'],
    ['+1 (415) 555-0100', '+14155550100'], ['0044 20 7946 0000', '+442079460000']
  ]
  for (const [written, phone] of cases) t.equal(toE164(written), phone, written)
  t.equal(toE164('415 555 0100', '1'), '+14155550100', 'of another country')
})

t.test('what is no number is none', async (t) => {
  for (const text of ['', 'twelve', '123', '+0123456789', '138000000001234567', '+86138x', '1380000 ext 5']) t.equal(toE164(text), undefined, text)
})

t.test('all spellings lead back to the number', async (t) => {
  t.same(phoneSpellings('+8613800000000'), ['+8613800000000', '8613800000000', '13800000000'])
  t.same(phoneSpellings('+862112345678'), ['+862112345678', '862112345678', '2112345678', '02112345678'])
  t.same(phoneSpellings('+14155550100'), ['+14155550100', '14155550100'])
  t.same(phoneSpellings('+14155550100', '1'), ['+14155550100', '14155550100', '4155550100'])
  for (const phone of ['+8613800000000', '+862112345678']) for (const spelling of phoneSpellings(phone)) t.equal(toE164(spelling), phone, spelling)
})
