import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import t from 'tap'
import { root } from '../support/repository.js'
import { parsePage, readPage, readPages, type Page } from './pages.js'

const LINK = /\[[^\]]*\]\(([^()\s]+(?:\([^()\s]*\))?)(?: "[^"]*")?\)/g
const ELSEWHERE = /^[a-z][a-z0-9+.-]*:/

/** What is wrong with the relative links of a page: each link and why. */
function listBroken (page: Page): string[] {
  return page.prose.flatMap((line, index) => [...line.replace(/`[^`]*`/g, '').matchAll(LINK)].flatMap(([, target = '']) => {
    if (ELSEWHERE.test(target)) return []
    const [file = '', anchor] = target.split('#')
    const path = posix.join(posix.dirname(page.path), decodeURI(file))
    const where = `${page.path}:${index + 1} ${target}`
    if (path.startsWith('..') || !existsSync(join(root, path))) return [`${where} leads nowhere`]
    if (anchor === undefined) return []
    const anchors = file === '' ? page.anchors : readPage(path).anchors
    return anchors.has(decodeURI(anchor)) ? [] : [`${where} names a heading that is not there`]
  }))
}

t.test('every relative link leads to a file and a heading that are there', async (t) => {
  const pages = readPages()
  t.ok(pages.some(({ path }) => path === 'README.md'))
  t.strictSame(pages.flatMap(listBroken), [])
})

t.test('a link that leads nowhere is found', async (t) => {
  const page = parsePage('docs/page.md', '# A `b` (c)\n\n[x](gone.md) [y](#nothing) [z](../README.md#nothing) [a](#a-b-c) [r](../README.md) `[code](gone.md)`\n```md\n[f](gone.md)\n```\n')
  t.strictSame(listBroken(page), [
    'docs/page.md:3 gone.md leads nowhere',
    'docs/page.md:3 #nothing names a heading that is not there',
    'docs/page.md:3 ../README.md#nothing names a heading that is not there'
  ])
})

t.test('a fence that nothing closes is found', async (t) => {
  t.throws(() => parsePage('docs/page.md', 'text\n```sh\nnpm start\n'), { message: 'docs/page.md:2 is a fence that nothing closes' })
})

t.test('every guide and reference can be reached from the README', async (t) => {
  const wanted = readPages().map(({ path }) => path).filter((path) => /^docs\/(Guides|Reference)\//.test(path))
  const reached = new Set(['README.md'])
  for (const path of reached) {
    if (!path.endsWith('.md')) continue
    for (const [, target = ''] of readPage(path).prose.join('\n').matchAll(LINK)) {
      if (ELSEWHERE.test(target)) continue
      const linked = posix.join(posix.dirname(path), target.split('#')[0] ?? '')
      // A folder shows what is in it.
      for (const page of [linked, ...wanted.filter((page) => posix.dirname(page) === linked)]) reached.add(page)
    }
  }
  t.ok(wanted.length > 0)
  t.strictSame(wanted.filter((path) => !reached.has(path)), [])
})
