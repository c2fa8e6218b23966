import type { Plugin } from 'vite'

/** Lets the page run an entry of the build as soon as it is there, before the entries that wait for everything else. */
export function earlyScript (entry: string): Plugin {
  return {
    name: 'early-script',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler (_html, { bundle = {} }) {
        const chunk = Object.values(bundle).find((file) => file.type === 'chunk' && file.isEntry && file.name === entry)
        if (chunk === undefined) throw new Error(`The build has no entry '${entry}'`)
        // Behind the base, against which its address is read.
        return [{ tag: 'script', attrs: { type: 'module', async: true, crossorigin: true, src: `./${chunk.fileName}` }, injectTo: 'head' as const }]
      }
    }
  }
}
