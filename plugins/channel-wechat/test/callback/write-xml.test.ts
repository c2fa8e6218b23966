import t from 'tap'
import { readXml } from '../../src/callback/read-xml.js'
import { writeXml, type ReplyFields } from '../../src/callback/write-xml.js'
import { vectors } from '../vectors.js'

t.test('writes every passive reply so that it reads as the same fields', async (t) => {
  for (const { name, fields } of vectors.wechat.passive_reply.items) t.same(readXml(writeXml(fields as ReplyFields)), fields, name)
})

t.test('lets no value become markup', async (t) => {
  for (const value of [']]>', ']]]]>>', '<b>&amp;</b>', ']]></a><b><![CDATA[x', '']) t.same(readXml(writeXml({ a: value })), { a: value }, value)
})
