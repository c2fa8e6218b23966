import t from 'tap'
import { AddressGuard } from '../../src/webhook/address-guard.js'
import { failsAs } from '../stand.js'

const check = async (url: string, found: string[] = [], allow: string[] = []): Promise<void> => {
  await new AddressGuard(allow, async () => found.map((address) => ({ address }))).check(new URL(url))
}

t.test('lets out into the world, over TLS', async (t) => {
  await t.resolves(check('https://hooks.test:8443/a?b=c', ['93.184.216.34', '2606:2800:220:1::1']))
  await t.resolves(check('https://93.184.216.34/'))
  await t.resolves(check('https://[2606:2800:220:1::1]/'))
  await failsAs(t, check('http://hooks.test/', ['93.184.216.34']), { verdict: 'rejected', message: /without TLS/ })
})

t.test('refuses what is inside, however it is written', async (t) => {
  for (const host of [
    '127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '0.0.0.0', '10.1.2.3', '100.100.100.200', '169.254.169.254', '172.16.0.1', '172.31.255.255',
    '192.168.0.1', '192.0.0.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '168.63.129.16',
    '[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:10.0.0.1]', '[::ffff:a9fe:a9fe]', '[::127.0.0.1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[2001:0:1::]', '[fc00::1]', '[fd00:ec2::254]', '[fe80::1]', '[fec0::1]', '[ff02::1]'
  ]) await failsAs(t, check(`https://${host}/`), { verdict: 'rejected', message: /inside the network/ }, host)
  for (const address of ['127.0.0.1', '169.254.169.254', '::1', 'fe80::1%eth0', '::ffff:192.168.1.1']) {
    await failsAs(t, check('https://hooks.test/', [address]), { verdict: 'rejected' }, `a name of ${address}`)
    await failsAs(t, check('https://hooks.test/', ['93.184.216.34', address]), { verdict: 'rejected' }, `a name of ${address}, too`)
  }
  for (const host of ['172.15.255.255', '172.32.0.1', '100.63.0.1', '100.128.0.1', '11.0.0.1', '[2400:3200::1]', '[::ffff:93.184.216.34]']) await t.resolves(check(`https://${host}/`), host)
})

t.test('lets into the networks that an operator lists', async (t) => {
  await t.resolves(check('http://hooks.test/', ['10.1.2.3'], ['10.1.0.0/16']))
  await t.resolves(check('https://[fd00::1]/', [], ['fd00::/8']))
  await failsAs(t, check('http://hooks.test/', ['10.2.0.1'], ['10.1.0.0/16']), { verdict: 'rejected' }, 'and no farther')
})

t.test('a name that cannot be resolved is looked for again later', async (t) => {
  const guard = new AddressGuard([], async () => { throw Object.assign(new Error('x'), { code: 'ENOTFOUND' }) })
  await failsAs(t, guard.check(new URL('https://hooks.test/')), { verdict: 'retry' })
})

t.test('resolves as the system does', async (t) => {
  const guard = new AddressGuard(['127.0.0.0/8', '::1/128'])
  await t.resolves(guard.check(new URL('http://localhost:1/')))
  await failsAs(t, new AddressGuard([]).check(new URL('https://localhost/')), { verdict: 'rejected' })
})

t.test('refuses networks that are none', async (t) => {
  for (const network of ['10.0.0.0', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0/8', 'fd00::/129', 'example.com/8', '10.0.0.0/8/8', '10.0.0.0/', '']) {
    await failsAs(t, (async () => new AddressGuard([network]))(), { code: 'NOTIFY_ERR_NETWORK' }, network)
  }
})
