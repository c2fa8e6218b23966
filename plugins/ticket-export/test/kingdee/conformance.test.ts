import { erpConformance } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin from '../../src/index.js'
import { kingdeeSample } from '../samples/kingdee.js'

t.test('K3Cloud', (t) => erpConformance(t, plugin, kingdeeSample))
