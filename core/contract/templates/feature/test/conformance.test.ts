import test from 'node:test'
import { featureConformance } from '@kefuhub/contract/testing'
import feature from '../src/index.js'
import { sample } from './sample.js'

test('the feature keeps the contract', async (t) => { await featureConformance(t, feature, sample) })
