import t from 'tap'
import { activityKey, activityMark, activityParagraphs, shorten } from '../src/activity-text.js'

const activity = { id: 'a-1', contactId: '7', kind: 'note', subject: 'A call', summary: 'said yes\0', tags: ['sale', 'red'], at: new Date(0), url: 'https://hub.test/c/1' } as const

t.test('an id is kept as it is where it is plain, else as a hash', async (t) => {
  t.equal(activityKey('65f0c0ffee_A-1'), '65f0c0ffee_A-1')
  for (const id of ['', '../x', "a'b", '%', 'ä', 'x'.repeat(81), '..']) t.match(activityKey(id), /^[0-9a-f]{64}$/, id)
  t.not(activityKey("a'b"), activityKey('a"b'))
})

t.test('the paragraphs say all there is, and the mark stands last', async (t) => {
  t.same(activityParagraphs({ ...activity, tags: [...activity.tags] }, 1000), ['said yes', '1970-01-01T00:00:00.000Z', '# sale, red', 'https://hub.test/c/1', '[kefuhub:a-1]'])
  const { url: _, ...plain } = activity
  t.same(activityParagraphs({ ...plain, tags: [] }, 1000), ['said yes', '1970-01-01T00:00:00.000Z', activityMark('a-1')])
})

t.test('a long summary is cut so that all fits, never within a character', async (t) => {
  const paragraphs = activityParagraphs({ ...activity, tags: [], summary: '好'.repeat(500) }, 300)
  t.ok(paragraphs.join('\n').length <= 300)
  t.match(paragraphs[0], /好…$/)
  t.equal(paragraphs.at(-1), '[kefuhub:a-1]')
  t.equal(shorten('ab😀cd', 4), 'ab…')
  t.equal(shorten('abcd', 4), 'abcd')
  t.equal(activityParagraphs({ ...activity, tags: [] }, 10)[0], '…')
})
