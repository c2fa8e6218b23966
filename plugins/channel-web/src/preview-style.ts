import type { FastifyInstance } from 'fastify'

const STYLE = `
:root { --paper: #fff; --ink: #1f2328; --faint: #57606a; --line: #d8dee4; --shade: #f1f3f5; --from: #d7e3f4; --to: #f3e6da; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #15181b; --ink: #e9ecef; --faint: #a3abb4; --line: #333940; --shade: #1f2428; --from: #27384d; --to: #4a3b2d; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.6 system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
.hint { margin: 0; padding: 6px 24px; background: var(--shade); color: var(--faint); font-size: 13px; }
header { display: flex; flex-wrap: wrap; gap: 8px 32px; align-items: center; padding: 16px 24px; border-bottom: 1px solid var(--line); }
header strong { font-size: 18px; }
ul { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 0; padding: 0; list-style: none; }
main { max-width: 960px; margin: 0 auto; padding: 24px 24px 120px; }
h1 { margin: 0; font-size: 28px; line-height: 1.3; }
main p { margin: 4px 0 24px; color: var(--faint); }
.products { display: grid; grid-template-columns: repeat(auto-fill, minmax(180px, 1fr)); gap: 24px; }
.products div { aspect-ratio: 4 / 3; border-radius: 12px; background: linear-gradient(135deg, var(--from), var(--to)); }
h2 { margin: 8px 0 0; font-size: 15px; }
.products span { color: var(--faint); }
`

/** Adds `GET preview.css`, the looks of the page of a made-up shop. */
export function addPreviewStyle (app: FastifyInstance): void {
  app.get('/preview.css', async (_request, reply) => await reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=300').send(STYLE))
}
