import t from 'tap'
import { FileNames, toNamePart } from '../../src/job/file-names.js'
import { JOB } from '../stand.js'

t.test('tells window, job and place in the set', async (t) => {
  const names = new FileNames('shop', JOB)
  t.equal(names.rows(1, 'csv.gz'), 'tickets_shop_20260101T000000Z_20260102T000000Z_job-1.csv.gz')
  t.equal(names.rows(2, 'csv.gz'), 'tickets_shop_20260101T000000Z_20260102T000000Z_job-1_2.csv.gz')
  t.equal(names.manifest, 'tickets_shop_20260101T000000Z_20260102T000000Z_job-1.manifest.json')
  t.equal(new FileNames('shop', { ...JOB, to: new Date('2026-01-02T00:00:00.250Z') }).rows(1, 'xlsx'), 'tickets_shop_20260101T000000Z_20260102T000000.250Z_job-1.xlsx')
})

t.test('keeps harmless parts and makes others harmless', async (t) => {
  for (const part of ['job-1', 'a.b_c-D9', 'x'.repeat(64)]) t.equal(toNamePart(part), part)
  const parts = ['a/b', 'a\\b', 'a b', 'a-b', '..\\..', '../..', '\0', '', '工单', '工单2', 'x'.repeat(65), 'x'.repeat(66)]
  const safe = parts.map(toNamePart)
  t.equal(new Set(safe).size, parts.length, 'what differs stays different')
  for (const part of safe) t.match(part, /^[A-Za-z0-9._-]{0,64}$/)
})
