import { createServer } from 'node:net'
import { findOrInstall } from './program.js'
import { startService } from './service.js'

/**
 * Starts a Redis server with throw-away data on a free port of 127.0.0.1.
 * @param {string} folder where it may write
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 * @throws {StepError} when none can be installed or started
 */
export async function startRedis (folder) {
  const program = await findOrInstall({
    what: 'a Redis server',
    names: ['redis-server', 'valkey-server'],
    packages: { 'apt-get': ['redis-server'], dnf: ['redis'], apk: ['redis'], brew: ['redis'] },
    otherwise: 'Install redis-server, or name one with KEFUHUB_TEST_REDIS_URL.'
  })
  const port = await findFreePort()
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', folder]
  const { stop } = await startService('Redis', program, args, /ready to accept connections/i, 20_000)
  return { url: `redis://127.0.0.1:${port}`, stop }
}

/** @returns {Promise<number>} */
function findFreePort () {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
