import t from 'tap'
import { makeRating, type Rate } from '../../widget/rating.js'
import { openShelf } from './box.js'

t.test('the question stays over pages until it is answered, and the answer until it has arrived', async (t) => {
  const [shelf, went] = [openShelf(), [] as Rate[]]
  const first = makeRating(shelf, (call) => went.push(call))
  t.equal(first.state(), undefined)
  first.rate(5, '')
  first.ask('c1')
  t.equal(first.state(), 'asking')

  const rating = makeRating(shelf, (call) => went.push(call))
  t.equal(rating.state(), 'asking')
  rating.rate(4, '好')
  t.equal(rating.state(), 'sending')
  rating.resend()
  t.strictSame(went, Array(2).fill({ kind: 'rate', conversation: 'c1', score: 4, comment: '好' }))
  rating.settle('c1')
  rating.settle('c1')
  t.equal(rating.state(), 'done')
  rating.resend()
  t.equal(went.length, 2)
  rating.dismiss()
  t.equal(rating.state(), undefined)
  rating.ask('c1')
  t.equal(rating.state(), undefined, 'nobody is asked twice')
  t.equal(makeRating(shelf, () => {}).state(), undefined)
})

t.test('who waves it away is not asked again about this conversation', async (t) => {
  const rating = makeRating(openShelf(), () => {})
  rating.ask('c1')
  rating.dismiss()
  rating.ask('c1')
  t.equal(rating.state(), undefined)
  rating.ask('c2')
  t.equal(rating.state(), 'asking')
  rating.settle('c2')
  t.equal(rating.state(), undefined, 'rated elsewhere')
  for (let count = 0; count < 30; count++) rating.settle(`d${count}`)
  rating.ask('d29')
  t.equal(rating.state(), undefined)
})

t.test('an answer that the hub does not take may be given again', async (t) => {
  const went: Rate[] = []
  const rating = makeRating(openShelf(), (call) => went.push(call))
  rating.ask('c1')
  rating.rate(1, '')
  rating.fail('other')
  t.equal(rating.state(), 'sending')
  rating.fail('c1')
  t.equal(rating.state(), 'asking')
  rating.rate(2, '')
  t.strictSame(went.at(-1), { kind: 'rate', conversation: 'c1', score: 2 })
})
