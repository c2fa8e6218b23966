import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { Content } from '@kefuhub/contract'
import { createFakeHub } from '@kefuhub/contract/testing'
import bot from '../src/index.js'

/** The rules that a new installation starts with. */
const configDir = fileURLToPath(new URL('../../../config', import.meta.url))

const cases: Array<{ says: Content | string, replies: RegExp | null, handsOver?: RegExp, tags?: string[] }> = [
  { says: '这个产品怎么退款', replies: /申请退款/, tags: ['退款'] },
  { says: 'How do I get a REFUND?', replies: /申请退款/, tags: ['退款'] },
  { says: '没收到退款', replies: /订单号/, handsOver: /退款/, tags: ['退款'] },
  { says: '转人工', replies: /人工客服/, handsOver: /human/, tags: ['转人工'] },
  { says: '退款太慢了，我要人工', replies: /人工客服/, handsOver: /human/, tags: ['转人工'] },
  { says: 'ｈｕｍａｎ please', replies: /人工客服/, handsOver: /human/, tags: ['转人工'] },
  { says: '你们用人工智能吗', replies: null, handsOver: /no rule/ },
  { says: '怎么开发票', replies: /申请开票/, tags: ['发票'] },
  { says: '你好，多久发货', replies: /48 小时/, tags: ['物流'] },
  { says: '你好', replies: /有什么可以帮您/ },
  { says: { type: 'event', name: 'follow' }, replies: /^小明，您好，欢迎关注/ },
  { says: { type: 'event', name: 'view', key: 'https://example.org/' }, replies: null }
]

t.test('the example rules answer as they say', async (t) => {
  const hub = await createFakeHub(bot, {}, { configDir })
  t.teardown(() => hub.close())
  for (const { says, replies, handsOver, tags = [] } of cases) {
    const content: Content = typeof says === 'string' ? { type: 'text', text: says } : says
    const outcome = await hub.runTurn({ content }, { contact: { name: '小明' } })
    const name = typeof says === 'string' ? says : JSON.stringify(says)
    if (replies === null) t.same(outcome.replies, [], name)
    else t.match(outcome.replies, [{ type: 'text', text: replies }], name)
    if (handsOver === undefined) t.equal(outcome.handOver, undefined, name)
    else t.match(outcome.handOver, handsOver, name)
    t.same(outcome.tags, tags, name)
    for (const reply of outcome.replies) t.ok(reply.type === 'text' && Buffer.byteLength(reply.text) <= 2048, 'fits every channel')
  }
})
