import t from 'tap'
import { mutateCallbacks } from './mutation.js'

t.test('survives 10,000 mutated callbacks in plain mode', (t) => mutateCallbacks(t, 'plain'))
