import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { parse } from 'yaml'
import { readDockerfile } from './support/dockerfile.js'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const stages = readDockerfile(read('Dockerfile'))
const first = stages[0]
const last = stages.at(-1)
const compose = parse(read('compose.yaml'), { merge: true })
const run = promisify(execFile)

t.test('the base image of every stage is a build argument', async (t) => {
  t.match(stages.globals, [{ name: 'ARG', text: /^BASE_IMAGE=\S+:\S+$/ }])
  t.ok(stages.length >= 2, 'there is a stage to build in and one to run')
  for (const stage of stages) t.match(stage.image, /^\$\{BASE_IMAGE\}$/)
})

t.test('what runs is what production needs', async (t) => {
  const builds = first?.list('RUN').join('\n') ?? ''
  t.match(builds, /npm ci .*npm run build/s, 'the build starts from the lock file')
  t.match(builds, /npm prune --omit=dev/, 'development dependencies are removed again')
  t.notMatch(last?.list('RUN').join('\n'), /npm|apt|curl/, 'nothing is installed into the last stage')
  for (const copy of last?.list('COPY') ?? []) t.match(copy, /^--from=build \/app\//, 'nothing goes past the build stage')
})

t.test('the hub runs as nobody special, stops on SIGTERM and keeps its data in a volume', async (t) => {
  const [user] = last?.list('USER') ?? []
  t.match(user, /^[1-9]\d*:[1-9]\d*$/, 'a number, so that an orchestrator can tell that it is not root')
  t.strictSame(last?.list('STOPSIGNAL'), ['SIGTERM'])
  t.strictSame(last?.list('VOLUME'), ['/app/data'])
  t.match(last?.list('RUN').join('\n'), `chown ${user} data`, 'it may write to its volume')
  t.match(last?.list('ENTRYPOINT'), [/^\["node", "core\/bin\/kefuhub\.js"\]$/], 'no shell stands between it and the signal')
})

t.test('the config that the image names is in the repository', async (t) => {
  const [, path = ''] = last?.list('ENV').join(' ').match(/KEFUHUB_CONFIG=\/app\/(\S+)/) ?? []
  t.ok(existsSync(join(root, path)), path)
})

t.test('the health check tells a healthy hub from a sick one and from none', async (t) => {
  const [healthcheck = ''] = last?.list('HEALTHCHECK') ?? []
  const [command = '', ...args] = JSON.parse(healthcheck.slice(healthcheck.indexOf('['))) as string[]
  t.equal(command, 'node', 'no program that the image may lack')

  let status = 200
  let asked: string | undefined
  const server = createServer((request, response) => {
    asked = request.url
    response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => { server.close() })
  const { port } = server.address() as AddressInfo
  const check = () => run(process.execPath, args.map((arg) => arg.replace(':3000/', `:${port}/`)))

  await t.resolves(check())
  t.equal(asked, '/healthz')
  status = 503
  await t.rejects(check(), { code: 1 })
  await new Promise((resolve) => {
    server.close(resolve)
    server.closeAllConnections()
  })
  await t.rejects(check(), { code: 1 })
})

t.test('no secret, no data and nothing built elsewhere gets into the image', async (t) => {
  const ignored = read('.dockerignore').split('\n')
  for (const name of ['secrets', 'data', '.env', '.git', '**/node_modules', '**/dist']) t.ok(ignored.includes(name), name)
})

t.test('every service of compose.yaml is checked, restarted and waited for', async (t) => {
  for (const [name, service] of Object.entries<any>(compose.services)) {
    t.ok(service.healthcheck ?? service.build, `${name} has a health check, of its own or its image's`)
    t.equal(service.restart, 'unless-stopped', name)
    t.not(service.privileged, true, name)
  }
  for (const name of ['mongo', 'redis']) {
    t.equal(compose.services[name].ports, undefined, `${name} is not published`)
    t.strictSame(compose.services[name].networks, ['inside'])
  }
  t.equal(compose.networks.inside.internal, true)
  t.match(compose.services.mongo.command[0], /--replSet rs0/)
})

t.test('one hub receives, another works, and neither can change what it runs', async (t) => {
  const { web, worker } = compose.services
  t.strictSame([web.command, worker.command], [['start', '--role', 'web'], ['start', '--role', 'worker']])
  t.match(web.ports, [/^127\.0\.0\.1:/], 'nobody outside gets past the proxy')
  t.equal(worker.ports, undefined)
  t.match(web.volumes, [/:\/app\/config:ro$/, /^hub-data:\/app\/data$/])
  for (const hub of [web, worker]) {
    t.match(hub, {
      read_only: true,
      cap_drop: ['ALL'],
      depends_on: { mongo: { condition: 'service_healthy' }, redis: { condition: 'service_healthy' } }
    })
  }
})

t.test('secrets are files that the page above compose.yaml tells how to make', async (t) => {
  const howTo = read('compose.yaml').split('\nname:')[0] ?? ''
  const used = new Set(Object.values<any>(compose.services).flatMap(({ secrets = [] }) => secrets))
  t.strictSame(new Set(Object.keys(compose.secrets)), used)
  for (const [name, { file }] of Object.entries<any>(compose.secrets)) {
    t.equal(file, `./secrets/${name}.txt`)
    t.match(howTo, new RegExp(`\\b${name}\\b`))
  }
  t.ok(read('.gitignore').split('\n').includes('secrets/'))
})

t.test('the hub of compose.yaml is given every secret file that its config asks for', async (t) => {
  const asked = [...read('config/hub.docker.yaml').replaceAll(/^\s*#.*$/gm, '').matchAll(/\$\{file:\/run\/secrets\/([^}]+)\}/g)].map(([, name = '']) => name)
  t.ok(asked.length > 0)
  for (const { secrets } of [compose.services.web, compose.services.worker]) {
    for (const name of asked) t.ok(secrets.includes(name), name)
  }
})
