import t from 'tap'
import { joinName, splitName } from '../../src/salesforce/name.js'

t.test('a name is split so that it is put together as it was', async (t) => {
  const cases = [
    ['Ann Lee', 'Ann', 'Lee'], ['Ann Maria Lee', 'Ann Maria', 'Lee'], ['Ann', null, 'Ann'], ['王小明', null, '王小明'], ['Zhao Liuying 赵六英', null, 'Zhao Liuying 赵六英'],
    ['王 小明', null, '王 小明'], [`${'a'.repeat(41)} Lee`, null, `${'a'.repeat(41)} Lee`], [`Ann ${'b'.repeat(81)}`, null, `Ann ${'b'.repeat(81)}`]
  ] as const
  for (const [name, first, last] of cases) {
    t.same(splitName(name, 'split'), { first, last }, name)
    t.same(splitName(name, 'last'), { first: null, last: name }, name)
  }
})

t.test('Chinese names are read as Chinese people write them', async (t) => {
  t.equal(joinName('小明', '王', '小明 王'), '王小明')
  t.equal(joinName('Ann', 'Lee', 'Ann Lee'), 'Ann Lee')
  t.equal(joinName(undefined, '王小明', '王小明'), '王小明')
  t.equal(joinName('Ann', '王', 'Dr. Ann 王'), 'Dr. Ann 王')
  t.equal(joinName(undefined, 'Lee', undefined), 'Lee')
  t.equal(joinName(undefined, undefined, undefined), undefined)
})
