import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { earlyScript } from './early-script.js'
import { precompress } from './precompress.js'

/** The hub that `vite web` talks to. */
const hub = process.env.KEFUHUB_DEV_HUB ?? 'http://127.0.0.1:3000'

const antdFiles = /node_modules[\\/](antd|@ant-design|@rc-component|@emotion)[\\/]/
const formFiles = /node_modules[\\/](antd[\\/]es|@rc-component)[\\/](form|select)[\\/]/
const reactFiles = /node_modules[\\/](react|react-dom|react-router|scheduler|@tanstack|dayjs)[\\/]/

/** What changes seldom is worth files of its own. What the first screen needs does not wait for the rest. */
const groups = [
  { name: 'react', test: reactFiles, priority: 3 },
  { name: 'antd', test: antdFiles, tags: ['$initial' as const], priority: 2 },
  { name: 'antd-form', test: formFiles, priority: 1 },
  { name: 'antd-more', test: antdFiles }
]

export default defineConfig(({ command }) => ({
  // Built files name each other relatively: the address of the console is known only to the hub that serves them.
  base: command === 'serve' ? '/console/' : './',
  plugins: [react(), earlyScript('early'), precompress()],
  // Other packages of the workspace bring an older React along.
  resolve: { dedupe: ['react', 'react-dom'] },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: Object.fromEntries(['index.html', 'early.ts'].map((name) => [name.replace(/\.\w+$/, ''), fileURLToPath(new URL(name, import.meta.url))])),
      output: { codeSplitting: { groups } }
    }
  },
  server: {
    proxy: Object.fromEntries(['/api', '/web'].map((path) => [path, { target: hub, ws: true, headers: { origin: hub } }]))
  }
}))
