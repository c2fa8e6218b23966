import t from 'tap'
import { escape, writePage } from '../../../src/cli/accept/page.js'
import { isPassed, redact, type AcceptanceReport } from '../../../src/cli/accept/report.js'
import type { StepResult } from '../../../src/cli/accept/step.js'
import { TerminalReport } from '../../../src/cli/accept/terminal.js'

const HOSTILE = '</td><script>alert("1")</script>\' onload=\'x&\u001b[31m'

function step (state: StepResult['state'], text = 'seen'): StepResult {
  return { id: 'text', title: { zh: '文字', en: 'Text' }, state, reason: { zh: `看到 ${text}`, en: `Saw ${text}` }, durationMs: 1234 }
}

function report (steps: StepResult[], more: Partial<AcceptanceReport> = {}): AcceptanceReport {
  return {
    mode: 'simulated',
    subject: '/srv/hub.yaml',
    hubVersion: '1.2.3',
    startedAt: new Date(0),
    durationMs: 5000,
    plugins: [{ id: 'shop', name: '@kefuhub/channel-test', version: '0.9.0', role: 'simulated' }],
    channels: [{ id: 'shop', name: '@kefuhub/channel-test', title: { zh: '渠道', en: 'Channel' }, steps }],
    ...more
  }
}

t.test('the page says what was found, in both languages, with a place to sign', async (t) => {
  const page = writePage(report([step('passed'), step('skipped'), step('failed')]))
  t.match(page, /<span lang="zh-CN">验收未通过<\/span><span lang="en">Not accepted<\/span>/)
  t.match(page, /<span lang="zh-CN">1 项通过，1 项失败，1 项未试<\/span><span lang="en">1 passed, 1 failed, 1 not tried<\/span>/)
  t.match(page, /<tr class="failed" data-step="text">.*✗.*<span lang="zh-CN">看到 seen<\/span><span lang="en">Saw seen<\/span>.*1\.2 s/)
  t.notMatch(/<tr class="skipped".*?<\/tr>/.exec(page)?.[0], /1\.2 s/, 'what was not tried took no time')
  t.match(page, /kefuhub 1\.2\.3/)
  t.match(page, /<code>\/srv\/hub\.yaml<\/code>/)
  t.match(page, /@kefuhub\/channel-test<\/td><td>0\.9\.0<\/td>/)
  t.match(page, /签字.*Signature/s)
  t.match(page, /1970-01-01/)
  t.match(writePage(report([step('passed')])), /验收通过/)
  t.match(writePage(report([step('passed')], { mode: 'live', subject: 'https://kefu.test' })), /On the running hub.*Address.*https:\/\/kefu\.test/s)
})

t.test('the page loads nothing and runs nothing', async (t) => {
  const page = writePage(report([step('passed')]))
  t.notMatch(page, /<script|<link|<img|src=|url\(|@import/)
  t.match(page, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/)
})

t.test('whatever comes from outside stands in the page as text', async (t) => {
  const page = writePage(report([{ ...step('failed', HOSTILE), id: HOSTILE, title: { zh: HOSTILE, en: HOSTILE } }], {
    subject: HOSTILE,
    hubVersion: HOSTILE,
    plugins: [{ id: HOSTILE, name: HOSTILE, version: HOSTILE, role: 'untried', reason: { zh: HOSTILE, en: HOSTILE } }],
    channels: [{ id: HOSTILE, name: HOSTILE, title: { zh: HOSTILE, en: `${HOSTILE}.` }, steps: [step('failed', HOSTILE)] }]
  }))
  t.notMatch(page, /<script|onload='/)
  t.notOk(page.includes('\u001b'))
  t.equal(page.split('&lt;script&gt;').length - 1, 12)
  t.equal(escape('a\n"<&>\''), 'a\n&quot;&lt;&amp;&gt;&#39;')
})

t.test('secrets are taken out wherever a text may hold them', async (t) => {
  const hidden = redact(report([step('failed', 'of s3cret')], { subject: 's3cret', plugins: [{ id: 'a', name: 'b', version: '1', role: 'failed', reason: { zh: 's3cret', en: 's3cret' } }] }), (text) => text.replaceAll('s3cret', '•••'))
  t.notMatch(JSON.stringify(hidden), /s3cret/)
  t.match(writePage(hidden), /Saw of •••/)
})

t.test('passed is what was tried and works', async (t) => {
  t.ok(isPassed(report([step('passed'), step('skipped')])))
  t.notOk(isPassed(report([step('passed'), step('failed')])))
  t.notOk(isPassed(report([step('skipped')])), 'nothing was tried')
  t.notOk(isPassed(report([step('passed')], { plugins: [{ id: 'crm', name: 'x', version: '1', role: 'failed' }] })), 'a simulator did not start')
})

t.test('the terminal shows each step with its mark, and texts from outside cannot drive it', async (t) => {
  const plain = new TerminalReport((_, text) => text, undefined)
  t.equal(plain.step(step('passed')), '  ✓ 文字 · Text  1.2 s\n      看到 seen · Saw seen')
  t.equal(new TerminalReport((_, text) => text, 'zh').step(step('skipped')), '  – 文字\n      看到 seen')
  const coloured = new TerminalReport((style, text) => `<${style}>${text}</${style}>`, 'en')
  t.match(coloured.step(step('failed')), /<red>✗<\/red> Text .*\n\s+<red>Saw seen<\/red>/)
  t.notMatch(plain.step(step('failed', HOSTILE)), '\u001b')
  t.equal(plain.instruction({ zh: 'a', en: 'b\u0007\nc' }), '  → a · b\ufffd c')
  const summary = plain.summary(report([step('passed')], {
    plugins: [{ id: 'files', name: 'pkg', version: '1', role: 'untried', reason: { zh: '没有模拟器', en: 'no simulator' } }, { id: 'crm', name: 'pkg', version: '1', role: 'failed' }]
  }))
  t.match(summary, /– files \(pkg\) 未参加验收 · took no part: 没有模拟器 · no simulator/)
  t.match(summary, /✗ crm \(pkg\)/)
  t.match(coloured.summary(report([step('failed')])), /<red>0 passed, 1 failed, 0 not tried<\/red>/)
})
