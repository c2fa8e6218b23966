import t from 'tap'
import { errors, refusalReason } from '../src/errors.js'

t.test('gives every error its own code', async (t) => {
  for (const [code, Failure] of Object.entries(errors)) {
    const error = new (Failure as new (...parts: unknown[]) => Error & { code: string })('a', 'b', {})
    t.equal(error.code, code)
    t.match(code, /^XHS_ERR_[A-Z_]+$/)
  }
})

t.test('names the reason of a refusal for the metrics', async (t) => {
  t.equal(refusalReason(new errors.XHS_ERR_OVERSIZE()), 'oversize')
  t.equal(refusalReason({ code: 'KH_ERR_STORE_BUSY' }), undefined)
  t.equal(refusalReason({}), undefined)
})
