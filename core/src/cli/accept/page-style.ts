/** How the report looks, on a screen and on paper. */
export const STYLE = `
:root { --ink: #1f2329; --soft: #646a73; --line: #dee0e3; --good: #1a7f37; --bad: #c62828; --open: #8a6100 }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 64rem; padding: 2rem 1.5rem; color: var(--ink); background: #fff; font: 14px/1.55 system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif }
span[lang] { display: block }
span[lang=en] { color: var(--soft); font-size: .9em }
h1 { font-size: 1.7rem; line-height: 1.3; margin: 0 }
h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; display: flex; gap: .8rem; align-items: baseline }
h2 small { color: var(--soft); font-weight: normal; font-size: .8em }
code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .92em; overflow-wrap: anywhere }
header { border-top: 6px solid var(--good); padding-top: 1.2rem }
header.failed { border-color: var(--bad) }
.verdict { display: flex; gap: .6rem; align-items: center; font-size: 1.2rem; margin: 1rem 0 .4rem; color: var(--good) }
header.failed .verdict { color: var(--bad) }
.verdict b { font-size: 1.8rem }
dl { display: grid; grid-template-columns: 7rem 1fr; gap: .35rem 1rem; margin: 1.2rem 0 0 }
dt { color: var(--soft) }
dt span[lang] { display: inline }
dt span[lang=en]::before { content: ' ' }
dd { margin: 0 }
table { width: 100%; border-collapse: collapse; table-layout: auto }
th, td { text-align: left; vertical-align: top; padding: .5rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
th { color: var(--soft); font-weight: 600; font-size: .85em }
.state { white-space: nowrap; width: 6rem }
.state b { float: left; font-size: 1.15rem; line-height: 1.2; margin-right: .45rem }
.passed .state b { color: var(--good) }
.failed .state b, tr.failed .reason span { color: var(--bad) }
.skipped .state b { color: var(--open) }
.title { width: 16rem }
.time { white-space: nowrap; text-align: right; color: var(--soft); width: 4.5rem }
footer { display: grid; grid-template-columns: repeat(3, 1fr); gap: 2rem; margin-top: 3.5rem; break-inside: avoid }
footer i { display: block; height: 3rem; border-bottom: 1px solid var(--ink) }
@media print { @page { margin: 14mm } body { padding: 0; max-width: none; font-size: 11px } tr { break-inside: avoid } h2 { break-after: avoid } * { print-color-adjust: exact } }
`
