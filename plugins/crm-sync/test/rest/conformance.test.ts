import { crmConformance } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin from '../../src/index.js'
import { sample } from './stand.js'

t.test('a REST API that the config describes', (t) => crmConformance(t, plugin, sample))
