import t from 'tap'
import { mutateCallbacks } from './mutation.js'

t.test('survives 10,000 mutated callbacks in security mode', (t) => mutateCallbacks(t, 'security'))
