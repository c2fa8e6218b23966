import { addPreviewStyle } from './preview-style.js'
import type { Desk } from './desk.js'

const TEXTS = {
  zh: {
    title: '预览',
    hint: '这是示例页面，右下角或左下角是您的聊天组件。',
    nav: ['首页', '全部商品', '我的订单'],
    heading: '秋季新品',
    lead: '满 299 元包邮，7 天无理由退货。',
    products: [['轻便双肩包', '¥ 259'], ['羊毛围巾', '¥ 189'], ['陶瓷马克杯', '¥ 59'], ['蓝牙音箱', '¥ 329'], ['帆布鞋', '¥ 219'], ['台灯', '¥ 149']]
  },
  en: {
    title: 'Preview',
    hint: 'This is a sample page; your chat stands in its corner.',
    nav: ['Home', 'All products', 'My orders'],
    heading: 'New this autumn',
    lead: 'Free shipping over ¥ 299, returns within 7 days.',
    products: [['Light backpack', '¥ 259'], ['Wool scarf', '¥ 189'], ['Ceramic mug', '¥ 59'], ['Bluetooth speaker', '¥ 329'], ['Canvas shoes', '¥ 219'], ['Desk lamp', '¥ 149']]
  }
} as const

type Lang = keyof typeof TEXTS

/** Adds `GET preview`: a page of a made-up shop with the widget on it. Its visits are visits like any other. */
export function addPreview ({ hub, options }: Pick<Desk, 'hub' | 'options'>): void {
  addPreviewStyle(hub.app)
  const policy = toPolicy(hub.baseUrl, options.logoUrl)
  hub.app.get<{ Querystring: { lang?: unknown } }>('/preview', async (request, reply) => {
    const lang: Lang = request.query.lang === 'en' ? 'en' : 'zh'
    return await reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-security-policy', policy)
      .header('referrer-policy', 'same-origin')
      .header('x-content-type-options', 'nosniff')
      .send(toPage(lang, options.name))
  })
}

/** Nothing but the widget runs here, and only pages of the hub itself may frame it. */
function toPolicy (baseUrl: string, logoUrl: string | undefined): string {
  const socket = new URL(baseUrl).origin.replace(/^http/, 'ws')
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data:${logoUrl === undefined ? '' : ` ${new URL(logoUrl).origin}`}`,
    "media-src 'self'",
    // Safari takes a WebSocket for no part of 'self'.
    `connect-src 'self' ${socket}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'"
  ].join('; ')
}

function toPage (lang: Lang, name: string): string {
  const { title, hint, nav, heading, lead, products } = TEXTS[lang]
  const shop = escape(name)
  return `<!doctype html>
<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · ${shop}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="preview.css">
</head>
<body>
<p class="hint">${hint}</p>
<header><strong>${shop}</strong><ul>${nav.map((item) => `<li>${item}</li>`).join('')}</ul></header>
<main>
<h1>${heading}</h1>
<p>${lead}</p>
<ul class="products">
${products.map(([product, price]) => `<li><div></div><h2>${product}</h2><span>${price}</span></li>`).join('\n')}
</ul>
</main>
<script src="widget.js" data-lang="${lang}" async></script>
</body>
</html>
`
}

function escape (text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
