import type { LocalizedText } from '@kefuhub/contract'
import { STYLE } from './page-style.js'
import { countSteps, isPassed, type AcceptanceReport, type ChannelReport, type PluginReport } from './report.js'
import type { StepResult } from './step.js'

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A text as it may stand in a page, between tags and in quoted attributes. */
export function escape (text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string).replace(/(?![\n\t])\p{Cc}/gu, '\ufffd')
}

const STATES: Readonly<Record<StepResult['state'], LocalizedText & { mark: string }>> = {
  passed: { mark: '✓', zh: '通过', en: 'passed' },
  failed: { mark: '✗', zh: '失败', en: 'failed' },
  skipped: { mark: '–', zh: '未试', en: 'not tried' }
}

const ROLES: Readonly<Record<PluginReport['role'], LocalizedText>> = {
  simulated: { zh: '对接模拟系统', en: 'with a simulator' },
  'as-is': { zh: '原样运行', en: 'as it is' },
  live: { zh: '真实环境', en: 'live' },
  untried: { zh: '未参加', en: 'took no part' },
  failed: { zh: '模拟器无法启动', en: 'no simulator could be started' }
}

/** Both languages, Chinese first. */
function both ({ zh, en }: LocalizedText): string {
  return zh === en ? `<span>${escape(en)}</span>` : `<span lang="zh-CN">${escape(zh)}</span><span lang="en">${escape(en)}</span>`
}

function row (...cells: string[]): string { return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>` }

function head (...titles: LocalizedText[]): string { return `<thead><tr>${titles.map((title) => `<th scope="col">${both(title)}</th>`).join('')}</tr></thead>` }

/** @param at in the machine's own time zone, which is named */
function describeTime (at: Date): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return `${at.toLocaleString('sv-SE', { timeZone })} ${timeZone}`
}

function seconds (ms: number): string { return `${(ms / 1000).toFixed(1)} s` }

function describeStep ({ id, state, title, reason, durationMs }: StepResult): string {
  const { mark } = STATES[state]
  return `<tr class="${state}" data-step="${escape(id)}"><td class="state"><b>${mark}</b>${both(STATES[state])}</td><td class="title">${both(title)}</td><td class="reason">${both(reason)}</td><td class="time">${state === 'skipped' ? '' : seconds(durationMs)}</td></tr>`
}

function describeChannel ({ id, name, title, steps }: ChannelReport): string {
  const columns = head({ zh: '结果', en: 'Result' }, { zh: '项目', en: 'Step' }, { zh: '所见', en: 'What was seen' }, { zh: '用时', en: 'Time' })
  return `<section><h2>${both(title)}<code>${escape(id)}</code><small>${escape(name)}</small></h2><table>${columns}<tbody>${steps.map(describeStep).join('\n')}</tbody></table></section>`
}

function describePlugins (plugins: readonly PluginReport[]): string {
  const columns = head({ zh: '插件', en: 'Plugin' }, { zh: '软件包', en: 'Package' }, { zh: '版本', en: 'Version' }, { zh: '参与方式', en: 'How it took part' })
  const rows = plugins.map(({ id, name, version, role, reason }) => row(`<code>${escape(id)}</code>`, escape(name), escape(version), both(ROLES[role]) + (reason === undefined ? '' : both(reason))))
  return `<section><h2>${both({ zh: '插件', en: 'Plugins' })}</h2><table>${columns}<tbody>${rows.join('\n')}</tbody></table></section>`
}

function signature ({ zh, en }: LocalizedText): string { return `<div>${both({ zh, en })}<i></i></div>` }

/** The report as one page that needs nothing else, to be read on a screen, printed and signed. */
export function writePage (report: AcceptanceReport): string {
  const { mode, subject, hubVersion, startedAt, durationMs, plugins, channels } = report
  const { passed, failed, skipped } = countSteps(report)
  const isGood = isPassed(report)
  const verdict = isGood ? { zh: '验收通过', en: 'Accepted' } : { zh: '验收未通过', en: 'Not accepted' }
  const facts: Array<[LocalizedText, string]> = [
    [{ zh: '时间', en: 'When' }, escape(`${describeTime(startedAt)}, ${seconds(durationMs)}`)],
    [{ zh: '方式', en: 'How' }, both(mode === 'live' ? { zh: '真实环境，由持手机的人完成', en: 'On the running hub, by a person with a phone' } : { zh: '模拟平台，临时数据库', en: 'Against simulated platforms, on a throw-away store' })],
    [mode === 'live' ? { zh: '地址', en: 'Address' } : { zh: '配置', en: 'Config' }, `<code>${escape(subject)}</code>`],
    [{ zh: '版本', en: 'Version' }, `kefuhub ${escape(hubVersion)}`]
  ]
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>上线验收 · Go-live acceptance</title>
<style>${STYLE}</style>
</head>
<body>
<header class="${isGood ? 'passed' : 'failed'}"><h1>${both({ zh: '上线验收报告', en: 'Go-live acceptance' })}</h1>
<p class="verdict"><b>${isGood ? '✓' : '✗'}</b>${both(verdict)}</p>
<p>${both({ zh: `${passed} 项通过，${failed} 项失败，${skipped} 项未试`, en: `${passed} passed, ${failed} failed, ${skipped} not tried` })}</p>
<dl>${facts.map(([name, value]) => `<dt>${both(name)}</dt><dd>${value}</dd>`).join('\n')}</dl></header>
${channels.map(describeChannel).join('\n')}
${describePlugins(plugins)}
<footer>${[{ zh: '验收人', en: 'Accepted by' }, { zh: '日期', en: 'Date' }, { zh: '签字', en: 'Signature' }].map(signature).join('')}</footer>
</body>
</html>
`
}
