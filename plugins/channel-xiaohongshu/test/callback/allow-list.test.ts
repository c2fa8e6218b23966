import t from 'tap'
import { AllowList } from '../../src/callback/allow-list.js'

t.test('lets everybody in while it is empty', async (t) => {
  t.ok(new AllowList([], 'o').has('203.0.113.9'))
  t.ok(new AllowList([], 'o').has('not an address'))
})

t.test('lets in addresses and ranges, whichever way they are written', async (t) => {
  const list = new AllowList(['203.0.113.7', '198.51.100.0/24', '2001:db8::/32'], 'o')
  const cases: Array<[string, boolean]> = [
    ['203.0.113.7', true], ['203.0.113.8', false], ['198.51.100.255', true], ['198.51.101.0', false], ['::ffff:198.51.100.1', true], ['::ffff:198.51.101.1', false],
    ['2001:db8:1::1', true], ['2001:db9::1', false], ['fe80::1%eth0', false], ['', false], ['localhost', false]
  ]
  for (const [address, isIn] of cases) t.equal(list.has(address), isIn, address)
})

t.test('names a range that is none', async (t) => {
  for (const range of ['example.com', '1.2.3.4/33', '1.2.3.4/x', '1.2.3.4/', '1.2.3/8', '::/129', '1.2.3.4/8/8', '1.2.3.4/-1']) {
    t.throws(() => new AllowList(['1.1.1.1', range], 'addressAllowList'), { code: 'XHS_ERR_OPTIONS', message: /addressAllowList\/1/ }, range)
  }
})
