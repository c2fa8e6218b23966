import t from 'tap'
import { Status } from '../../src/account/status.js'
import { Recorder } from '../../src/callback/recorder.js'
import { openBareHub } from '../bare-hub.js'

t.test('keeps the form of what it was given, never the values', async (t) => {
  const { hub, fake } = await openBareHub(t)
  const recorder = new Recorder(hub.log, new Status(hub))
  recorder.keep('why', { phone: '13800000000', empty: '', n: 7, yes: true, none: null, list: [{ a: 'x' }, { b: 'y' }] }, 'wire')
  recorder.keep('why', { phone: '13900000001', empty: '', n: 8, yes: true, none: null, list: [{ a: 'z' }] }, 'wire')
  t.strictSame(recorder.samples, [{ why: 'why', shape: { phone: 'text of up to 16', empty: 'empty text', n: 'number', yes: true, none: null, list: [{ a: 'text of up to 1' }] } }])
  t.equal(fake.logs.length, 1, 'the same form is logged once')
})

t.test('keeps the latest twenty', async (t) => {
  const { hub } = await openBareHub(t)
  const recorder = new Recorder(hub.log, new Status(hub))
  for (let index = 0; index < 25; index++) recorder.keep(`why ${index}`, {}, 'wire')
  t.equal(recorder.samples.length, 20)
  t.equal(recorder.samples[0]?.why, 'why 5')
})
