import t from 'tap'
import { toClock, toDuration, toSize } from '../../web/workspace/durations.js'
import { words } from '../../web/workspace/words.js'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

t.test('a length of time is written in two units at most', async (t) => {
  const write = (ms: number): string[] => [toDuration(ms, words.zh.durations), toDuration(ms, words.en.durations)]
  t.strictSame(write(-5 * SECOND), ['0 秒', '0 s'], 'a clock that is behind')
  t.strictSame(write(59.9 * SECOND), ['59 秒', '59 s'])
  t.strictSame(write(MINUTE), ['1 分钟', '1 min'])
  t.strictSame(write(HOUR - 1), ['59 分钟', '59 min'])
  t.strictSame(write(2 * HOUR + 3 * MINUTE), ['2 小时 3 分', '2 h 3 min'])
  t.strictSame(write(48 * HOUR - 1), ['47 小时 59 分', '47 h 59 min'])
  t.strictSame(write(98 * HOUR), ['4 天 2 小时', '4 d 2 h'])
})

t.test('a clock of minutes and seconds', async (t) => {
  t.strictSame([0, 5 * SECOND, 65 * SECOND, 600 * SECOND].map(toClock), ['0:00', '0:05', '1:05', '10:00'])
})

t.test('sizes', async (t) => {
  t.strictSame([0, 1, 1023, 1024, 1536, 20_480, 1.4 * 1024 ** 2, 5 * 1024 ** 3].map(toSize), ['0 B', '1 B', '1023 B', '1.0 KB', '1.5 KB', '20 KB', '1.4 MB', '5.0 GB'])
})
