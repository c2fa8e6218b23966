import t from 'tap'
import { Recipients } from '../../src/email/recipients.js'

t.test('remembers who is left, for the latest thousand notifications', async (t) => {
  const recipients = new Recipients(['a', 'b'])
  t.strictSame(recipients.of('1'), ['a', 'b'])
  recipients.leave('1', ['b'])
  t.strictSame(recipients.of('1'), ['b'])
  recipients.leave('1', [])
  t.strictSame(recipients.of('1'), ['a', 'b'])
  for (let id = 0; id <= 1000; id++) recipients.leave(String(id), ['b'])
  t.strictSame(recipients.of('0'), ['a', 'b'])
  t.strictSame(recipients.of('1'), ['b'])
})
