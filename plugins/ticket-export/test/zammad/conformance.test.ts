import { erpConformance } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin from '../../src/index.js'
import { zammadSample } from '../samples/zammad.js'

t.test('by poll, with an attribute', (t) => erpConformance(t, plugin, zammadSample('poll', 'attribute')))
t.test('by webhook, with a mark in the title', (t) => erpConformance(t, plugin, zammadSample('webhook', 'title')))
