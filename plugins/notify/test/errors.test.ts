import t from 'tap'
import { errors } from '../src/index.js'

t.test('gives every error its own code', async (t) => {
  for (const [code, Failure] of Object.entries(errors)) {
    const error = new (Failure as new (...parts: unknown[]) => Error & { code: string })('a', 'b')
    t.equal(error.code, code)
    t.match(code, /^NOTIFY_ERR_[A-Z_]+$/)
  }
})
