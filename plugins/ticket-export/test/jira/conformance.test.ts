import { erpConformance } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin from '../../src/index.js'
import { jiraSample } from '../samples/jira.js'

t.test('Cloud, by poll', (t) => erpConformance(t, plugin, jiraSample('poll', 'cloud')))
t.test('Data Center, by webhook', (t) => erpConformance(t, plugin, jiraSample('webhook', 'data-center')))
