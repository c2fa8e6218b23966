import t from 'tap'
import { makeStoredMessage } from '../../scripts/bench/filling.js'

const at = Date.UTC(2026, 0, 2, 3, 4, 5)

t.test('every other message is the answer to the one before, in the same thread and conversation', async (t) => {
  const [question, answer] = [makeStoredMessage(40, at, 'c'), makeStoredMessage(41, at + 1000, 'c')]
  t.match(question, { direction: 'in', eventKey: /^msg:oStored\d{21}:1767323045:24000000000000040$/, conversation: 'c', turn: { attempts: 1 } })
  t.match(answer, { direction: 'out', delivery: { state: 'sent' }, thread: question.thread, contact: question.contact, conversation: 'c' })
  t.notOk('due' in question || 'due' in answer, 'both are finished')
})

t.test('ids sort by time and event keys are unique', async (t) => {
  const messages = Array.from({ length: 100 }, (_, index) => makeStoredMessage(index, at + index, 'c'))
  const ids = messages.map(({ _id }) => _id)
  t.strictSame([...ids].sort(), ids)
  t.match(ids[0], /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/)
  const keys = messages.flatMap((message) => 'eventKey' in message ? [message.eventKey] : [])
  t.equal(new Set(keys).size, 50)
})
