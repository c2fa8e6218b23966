import { join } from 'node:path'
import t from 'tap'
import { startProcess } from '../support/process.js'
import { root } from '../support/repository.js'

t.test('the demo shows a question answered, a picture kept and an agent\'s reply, in plain and in security mode', async (t) => {
  const demo = startProcess(t, [join(root, 'core/bin/kefuhub.js'), 'demo'], { cwd: root })
  t.match(await demo.ended, { code: 0 }, demo.output())
  const output = demo.output()
  for (const mode of ['plain', 'security']) {
    const [, part = ''] = new RegExp(`\\(${mode} mode\\)\\n([\\s\\S]*?)(?=\\n\\S)`).exec(`${output}\nend`) ?? []
    t.match(part, /signed message "这个产品怎么退款"|encrypted message "这个产品怎么退款"/)
    t.match(part, mode === 'plain' ? /signed message/ : /encrypted message/)
    t.match(part, /客户 [0-9A-F]{4}: 这个产品怎么退款[\s\S]*bot \(bot\): 退款[\s\S]*\[sent\][\s\S]*\[image: image\/jpeg, \d+ bytes, kept as \S+\][\s\S]*小林 \(agent\): 您好[\s\S]*\[sent\]/)
  }
  t.match(output, /Everything arrived, was kept, answered and delivered\./)
})
