import test from 'node:test'
import { erpConformance } from '@kefuhub/contract/testing'
import plugin from '../src/index.js'
import { sample } from './sample.js'

test('the plugin keeps the contract', async (t) => { await erpConformance(t, plugin, sample) })
