import t from 'tap'
import { toEventDetail } from '../../web/workspace/conversation/content/event-detail.js'
import { toRating } from '../../web/workspace/conversation/content/rating.js'

t.test('a rating is read with its stars and what was said', async (t) => {
  const rate = (data?: Record<string, string>) => toRating({ type: 'event', name: 'rating', ...(data !== undefined && { data }) })
  t.strictSame(rate({ score: '4', comment: ' 很好 ', conversation: 'c' }), { score: 4, stars: '★★★★☆', comment: '很好', conversation: 'c' })
  t.strictSame(rate({ score: '5', comment: ' ' }), { score: 5, stars: '★★★★★' })
  for (const score of ['0', '6', '2.5', '', 'NaN', '<b>']) t.strictSame(rate({ score }), {}, `a score of '${score}' is none`)
  t.strictSame(rate(), {})
  t.equal(toRating({ type: 'event', name: 'visit' }), undefined)
})

t.test('an event says what it is about', async (t) => {
  const detail = (name: string, data?: Record<string, string>, key?: string) =>
    toEventDetail({ type: 'event', name, ...(data !== undefined && { data }), ...(key !== undefined && { key }) })
  t.strictSame(detail('visit', { url: 'https://shop.test/a', title: '商品' }), { text: '商品', url: 'https://shop.test/a' })
  t.strictSame(detail('visit', { url: 'https://shop.test/a' }), { text: 'https://shop.test/a', url: 'https://shop.test/a' })
  t.strictSame(detail('visit', { title: '商品' }), { text: '商品' })
  t.strictSame(detail('view', {}, 'https://shop.test/b'), { text: 'https://shop.test/b', url: 'https://shop.test/b' })
  t.strictSame(detail('menu', { MenuId: '7' }, 'ORDERS'), { text: 'ORDERS' })
  t.strictSame(detail('location', { Latitude: '23.1', Longitude: '113.3' }), { text: '23.1, 113.3' })
  t.equal(detail('location', { Latitude: '23.1' }), undefined)
  t.equal(detail('follow'), undefined)
})
