import { erpConformance } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin from '../../src/index.js'
import { restOrderSample, restTicketSample } from '../samples/rest.js'

t.test('a ticket system of one\'s own, by poll', (t) => erpConformance(t, plugin, restTicketSample('poll')))
t.test('a ticket system of one\'s own, by webhook', (t) => erpConformance(t, plugin, restTicketSample('webhook')))
t.test('an ERP of one\'s own', (t) => erpConformance(t, plugin, restOrderSample))
