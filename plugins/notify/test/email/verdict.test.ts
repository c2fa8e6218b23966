import { Unauthorized } from '@kefuhub/contract'
import t from 'tap'
import { toVerdict } from '../../src/email/verdict.js'

const failure = (more: object, message = 'failed'): Error => Object.assign(new Error(message), more)

t.test('what a failure means', async (t) => {
  const cases: Array<[object, boolean, object]> = [
    [{ code: 'EAUTH', responseCode: 535 }, false, { verdict: 'unauthorized', afterMs: 3_600_000, message: /authorisation code/ }],
    [{ code: 'EAUTH' }, false, { verdict: 'unauthorized' }],
    [{ code: 'EAUTH', responseCode: 454 }, false, { verdict: 'retry' }],
    [{ code: 'EENVELOPE', responseCode: 530 }, false, { verdict: 'unauthorized' }],
    [{ code: 'EENVELOPE', responseCode: 550, response: '550 no such user' }, false, { verdict: 'rejected' }],
    [{ code: 'EENVELOPE', responseCode: 550, response: '550 Mail frequency limited' }, false, { verdict: 'retry', afterMs: 600_000 }],
    [{ code: 'EMESSAGE', responseCode: 554, response: '554 too many messages' }, true, { verdict: 'retry', afterMs: 600_000 }],
    [{ code: 'EMESSAGE', responseCode: 554, response: '554 spam' }, true, { verdict: 'rejected' }],
    [{ code: 'EENVELOPE', responseCode: 501 }, false, { verdict: 'rejected' }],
    [{ code: 'ETLS', responseCode: 500 }, false, { verdict: 'retry', message: /check port, tls and ca/ }],
    [{ code: 'EENVELOPE' }, false, { verdict: 'rejected' }],
    [{ code: 'EMESSAGE' }, false, { verdict: 'rejected' }],
    [{ code: 'EMESSAGE' }, true, { verdict: 'uncertain' }],
    ...[421, 450, 451, 452, 454].map((responseCode): [object, boolean, object] => [{ code: 'EENVELOPE', responseCode }, true, { verdict: 'retry' }]),
    ...['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EDNS', 'EPROXY'].flatMap((code): Array<[object, boolean, object]> => [
      [{ code }, false, { verdict: 'retry' }],
      [{ code }, true, { verdict: 'uncertain' }]
    ])
  ]
  for (const [more, wasRead, expected] of cases) t.match(toVerdict(failure(more), wasRead, []), expected, `${JSON.stringify(more)} ${wasRead}`)
})

t.test('a verdict inside comes out', async (t) => {
  const verdict = new Unauthorized('no token')
  t.equal(toVerdict(new Error('x', { cause: verdict }), false, []), verdict)
})

t.test('quotes neither addresses nor secrets', async (t) => {
  const { message } = toVerdict(failure({ code: 'EENVELOPE', responseCode: 550, response: '550 <somebody@example.com> with hunter2hunter2' }), false, ['hunter2hunter2'])
  t.notMatch(message, /somebody|hunter2/)
})
