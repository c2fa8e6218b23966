import type { Content } from '@kefuhub/contract'
import t from 'tap'
import { messageTypes, toContent } from '../../src/wire/content.js'
import type { Wire } from '../../src/wire/schema.js'
import { wireOf } from '../wire-of.js'

const URL = 'https://sns-img.xhscdn.com/a.jpg'
const media = { state: 'remote', remote: URL }

function read (type: string, opened: unknown, types: Wire['inbound']['types'] = {}): Content | undefined {
  const known = messageTypes(wireOf({ inbound: { types } })).get(type)
  return known && toContent(known, opened)
}

t.test('reads each built-in type', async (t) => {
  const cases: Array<[string, unknown, object]> = [
    ['TEXT', { text: ' 你好\n' }, { type: 'text', text: ' 你好\n' }],
    ['TEXT', { text: '1'.repeat(70_000) }, { type: 'text', text: '1'.repeat(65_536) }],
    ['EMOJI', { name: '[笑]' }, { type: 'text', text: '[笑]' }],
    ['IMAGE', { image: { url: URL } }, { type: 'image', media }],
    ['VOICE', { voice_url: URL }, { type: 'voice', media }],
    ['VIDEO', { url: URL, cover: URL }, { type: 'video', media, thumbnail: media }],
    ['NOTE', { title: 'T', desc: 'D', url: URL, note_id: 'N' }, { type: 'card', kind: 'note', title: 'T', description: 'D', url: URL, data: { noteId: 'N' } }],
    ['NOTE', { note_id: 'N' }, { type: 'card', kind: 'note', title: 'note', data: { noteId: 'N' } }],
    ['GOODS', { name: '口红', price: 99, goods_id: 'G' }, { type: 'card', kind: 'product', title: '口红', description: '99', data: { goodsId: 'G' } }],
    ['LEAD_CARD', { title: '留资卡', phone: '13800000000' }, { type: 'card', kind: 'lead-form', title: '留资卡', data: { phone: '13800000000' } }],
    ['BUSINESS_CARD', { nick_name: '小红', user_id: 'U' }, { type: 'card', kind: 'contact', title: '小红', data: { userId: 'U' } }],
    ['LOCATION', { lat: '31.2', lng: '121.5', address: '上海' }, { type: 'location', latitude: 31.2, longitude: 121.5, label: '上海' }],
    ['RECALL', { message_id: 9 }, { type: 'event', name: 'recall', key: '9' }],
    ['RECALL', {}, { type: 'event', name: 'recall' }]
  ]
  for (const [type, opened, expected] of cases) t.strictSame(read(type, opened), expected, `${type} ${JSON.stringify(opened).slice(0, 60)}`)
})

t.test('knows when what a type needs is missing', async (t) => {
  const cases: Array<[string, unknown]> = [
    ['TEXT', {}], ['TEXT', { text: '' }], ['TEXT', { text: { a: 1 } }], ['TEXT', null],
    ['IMAGE', { url: 'javascript:alert(1)' }], ['IMAGE', { url: `https://x.com/${'a'.repeat(3000)}` }], ['IMAGE', { url: 'https://' }],
    ['VIDEO', { cover: URL }], ['VOICE', {}], ['NOTE', {}], ['NOTE', { desc: 'only a second line' }],
    ['LOCATION', { lat: 91, lng: 0 }], ['LOCATION', { lat: 1 }], ['LOCATION', { lat: 1, lng: 181 }]
  ]
  for (const [type, opened] of cases) t.equal(read(type, opened), undefined, `${type} ${JSON.stringify(opened)?.slice(0, 60)}`)
  t.equal(read('HOLOGRAM', {}), undefined)
})

t.test('lets an operator add types and correct built-in ones field by field', async (t) => {
  const types: Wire['inbound']['types'] = {
    picture: { as: 'image', url: ['pic'] },
    NOTE: { as: 'card', title: ['heading'] },
    LINK: { as: 'link', url: ['href'], title: ['title'], image: ['img'] },
    FILE: { as: 'file', url: ['href'], title: ['name'] },
    PING: { as: 'event' },
    CUSTOM: { as: 'card', title: ['t'] }
  }
  t.strictSame(read('PICTURE', { pic: URL }, types), { type: 'image', media }, 'names are compared in upper case')
  t.strictSame(read('NOTE', { heading: 'H', note_id: 'N' }, types), { type: 'card', kind: 'note', title: 'H', data: { noteId: 'N' } })
  t.strictSame(read('LINK', { href: URL, title: 'T', img: URL }, types), { type: 'link', url: URL, title: 'T', imageUrl: URL })
  t.strictSame(read('LINK', { href: URL }, types), { type: 'link', url: URL, title: URL })
  t.equal(read('LINK', { href: 'x' }, types), undefined)
  t.strictSame(read('FILE', { href: URL, name: 'a.pdf' }, types), { type: 'file', media, name: 'a.pdf' })
  t.strictSame(read('FILE', { name: 'a.pdf' }, types), { type: 'file', name: 'a.pdf' })
  t.strictSame(read('FILE', { href: URL }, types), { type: 'file', media, name: '' })
  t.equal(read('FILE', {}, types), undefined)
  t.strictSame(read('PING', {}, types), { type: 'event', name: 'other' })
  t.strictSame(read('CUSTOM', { t: 'T' }, types), { type: 'card', kind: 'other', title: 'T' })
})
