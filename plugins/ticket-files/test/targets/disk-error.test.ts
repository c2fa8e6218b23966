import t from 'tap'
import { toDiskError } from '../../src/targets/disk-error.js'

t.test('says what a failed call of the file system means', async (t) => {
  const cases: Array<[string[], object]> = [
    [['ENOSPC', 'EDQUOT'], { verdict: 'retry', message: /^The disk is full .*: the place takes no more; free space/ }],
    [['EACCES', 'EPERM', 'EROFS'], { verdict: 'unauthorized', message: /may not write to the place .* change the\.option/ }],
    [['ENOENT', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ELOOP', 'ENAMETOOLONG'], { verdict: 'rejected', message: /correct the\.option/ }],
    [['EMFILE', 'ENFILE'], { verdict: 'retry', message: /too many files open .*maxRowsPerFile/ }],
    [['EIO', 'ESTALE', 'EBUSY'], { verdict: 'retry', message: /look after that disk/ }]
  ]
  for (const [codes, expected] of cases) {
    for (const code of codes) {
      const cause = Object.assign(new Error(code), { code, syscall: 'write' })
      t.match(toDiskError(cause, 'the place', 'the.option'), { ...expected, cause }, code)
    }
  }
})

t.test('leaves other errors alone', async (t) => {
  for (const error of [new Error('x'), Object.assign(new Error('x'), { code: 'ERR_STREAM_DESTROYED' }), 'x']) t.equal(toDiskError(error, 'the place', 'the.option'), error)
})
