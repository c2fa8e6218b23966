import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { precompress } from './precompress.js'

/** The hub that `vite web` talks to. */
const hub = process.env.KEFUHUB_DEV_HUB ?? 'http://127.0.0.1:3000'

const antdFiles = /node_modules[\\/](antd|@ant-design|@rc-component|@emotion)[\\/]/
const reactFiles = /node_modules[\\/](react|react-dom|react-router|scheduler|@tanstack|dayjs)[\\/]/

/** What changes seldom is worth files of its own. What the first screen needs does not wait for the rest. */
const groups = [
  { name: 'antd', test: antdFiles, tags: ['$initial' as const], priority: 2 },
  { name: 'react', test: reactFiles, priority: 1 },
  { name: 'antd-more', test: antdFiles }
]

export default defineConfig(({ command }) => ({
  // Built files name each other relatively: the address of the console is known only to the hub that serves them.
  base: command === 'serve' ? '/console/' : './',
  plugins: [react(), precompress()],
  // Other packages of the workspace bring an older React along.
  resolve: { dedupe: ['react', 'react-dom'] },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 1500,
    rolldownOptions: { output: { codeSplitting: { groups } } }
  },
  server: {
    proxy: Object.fromEntries(['/api', '/web'].map((path) => [path, { target: hub, ws: true, headers: { origin: hub } }]))
  }
}))
