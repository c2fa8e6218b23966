import t from 'tap'
import { createProcessContext } from '../../src/cli/context.js'

t.test('the context of the process is the process', async (t) => {
  const context = createProcessContext()
  t.match(context, { argv: process.argv.slice(2), cwd: process.cwd(), exitCode: 0, fetch })
  t.equal(context.env, process.env)
  const texts: unknown[] = []
  t.capture(process.stderr, 'write', (text: unknown) => { texts.push(text) })
  context.stderr.write('x')
  t.same(texts, ['x'])
})
