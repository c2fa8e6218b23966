import { mock } from 'node:test'
import t from 'tap'
import { Drafts } from '../../web/workspace/composer/drafts.js'
import { Box } from './things.js'

t.test('a text is there again after a reload, for who wrote it', async (t) => {
  const box = new Box()
  const drafts = new Drafts(box)
  drafts.keep('lin', 'c', '您好')
  drafts.keep('lin', 'c note', '老客户')
  t.equal(drafts.read('lin', 'c'), '您好')
  const later = new Drafts(box)
  t.equal(later.read('lin', 'c'), '您好')
  t.equal(later.read('lin', 'c note'), '老客户')
  t.equal(later.has('lin', 'c'), true)
  t.equal(later.has('wang', 'c'), false)
  t.equal(later.read('wang', 'c'), '')
})

t.test('an empty text is forgotten', async (t) => {
  const drafts = new Drafts(new Box())
  drafts.keep('lin', 'c', '您好')
  drafts.keep('lin', 'c', ' \n')
  t.equal(drafts.has('lin', 'c'), false)
})

t.test('of more than a hundred the oldest go', async (t) => {
  mock.timers.enable({ apis: ['Date'] })
  t.teardown(() => { mock.timers.reset() })
  const drafts = new Drafts(new Box())
  for (let index = 0; index < 120; index++) {
    mock.timers.tick(1000)
    drafts.keep('lin', `c${index}`, 'x')
  }
  t.strictSame(['c19', 'c20', 'c119'].map((name) => drafts.has('lin', name)), [false, true, true])
})

t.test('a storage that is full, or holds something else, costs only the memory of it', async (t) => {
  const box = new Box()
  box.setItem('kefuhub.drafts.lin', '{')
  box.isFull = true
  const drafts = new Drafts(box)
  t.equal(drafts.read('lin', 'c'), '')
  drafts.keep('lin', 'c', '您好')
  t.equal(drafts.read('lin', 'c'), '您好')
})

t.test('listeners hear of every change until they leave', async (t) => {
  const drafts = new Drafts(new Box())
  let changes = 0
  const leave = drafts.subscribe(() => { changes++ })
  drafts.keep('lin', 'c', 'a')
  drafts.keep('lin', 'c', '')
  leave()
  drafts.keep('lin', 'c', 'b')
  t.equal(changes, 2)
})
