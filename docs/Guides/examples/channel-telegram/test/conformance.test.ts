import test from 'node:test'
import { channelConformance } from '@kefuhub/contract/testing'
import channel from '../src/index.js'
import { sample } from './sample.js'

test('the channel keeps the contract', async (t) => { await channelConformance(t, channel, sample) })
