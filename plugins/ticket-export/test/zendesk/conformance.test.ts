import { erpConformance } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin from '../../src/index.js'
import { zendeskSample } from '../samples/zendesk.js'

t.test('by poll', (t) => erpConformance(t, plugin, zendeskSample('poll')))
t.test('by webhook', (t) => erpConformance(t, plugin, zendeskSample('webhook')))
