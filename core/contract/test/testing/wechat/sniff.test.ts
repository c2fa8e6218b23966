import t from 'tap'
import { measureVoiceMs, mimeTypeOf, sniffFormat } from '../../../src/testing/wechat/sniff.js'
import { samplePicture, sampleVideo, sampleVoice } from '../../../src/testing/wechat/samples.js'

t.test('tells formats by their first bytes', async (t) => {
  const cases: Array<[Buffer, string | undefined]> = [
    [samplePicture, 'jpg'], [sampleVoice, 'amr'], [sampleVideo, 'mp4'], [Buffer.from('GIF87a'), 'gif'], [Buffer.from('\x89PNG', 'latin1'), 'png'],
    [Buffer.from('ID3'), 'mp3'], [Buffer.from([0xff, 0xfb]), 'mp3'], [Buffer.from([0xff, 0xf3]), 'mp3'], [Buffer.from('RIFF'), undefined], [Buffer.alloc(0), undefined]
  ]
  for (const [bytes, format] of cases) t.equal(sniffFormat(bytes), format, bytes.toString('hex', 0, 12))
  t.equal(mimeTypeOf('amr'), 'audio/amr')
})

t.test('measures AMR by its frames', async (t) => {
  t.equal(measureVoiceMs(sampleVoice, 'amr'), 1_000)
  t.equal(measureVoiceMs(Buffer.concat([Buffer.from('#!AMR\n'), Buffer.from([0x3c]), Buffer.alloc(31), Buffer.from([0x7c])]), 'amr'), 40, 'the longest frame and one without data')
})

t.test('measures MP3 by its rate, behind a tag if there is one', async (t) => {
  const frame = (second: number, third: number, bytes: number) => Buffer.concat([Buffer.from([0xff, second, third, 0]), Buffer.alloc(bytes - 4)])
  t.equal(measureVoiceMs(frame(0xfb, 0x90, 16_000), 'mp3'), 1_000, 'MPEG-1, 128 kbit/s')
  t.equal(measureVoiceMs(frame(0xf3, 0x40, 4_000), 'mp3'), 1_000, 'MPEG-2, 32 kbit/s')
  const tag = Buffer.concat([Buffer.from('ID3\x03\x00\x00\x00\x00\x01\x00', 'latin1'), Buffer.alloc(128)])
  t.equal(measureVoiceMs(Buffer.concat([tag, frame(0xfb, 0x90, 16_000)]), 'mp3'), 1_000)
  t.equal(measureVoiceMs(Buffer.from([0xff, 0xfb]), 'mp3'), 0)
})
