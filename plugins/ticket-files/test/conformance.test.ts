import { createHash } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FaultPlan, erpConformance, type ErpSample, type ErpStand } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin from '../src/index.js'
import { S3Simulator } from './s3-simulator.js'
import { SftpServer } from './sftp-server.js'
import { NOW_MS } from './stand.js'

const common = {
  nowMs: NOW_MS,
  waitMs: 7000,
  orders: null,
  logistics: false,
  returns: null,
  tickets: null,
  polling: null,
  webhook: null,
  files: { fieldNames: ['sku', 'colour'] }
}

const FORMAT = ['csv', 'ndjson', 'xlsx']
const SFTP = { host: '127.0.0.1', user: 'hub', password: 'sftp-password', hostKey: `SHA256:${createHash('sha256').digest('base64').replace('=', '')}` }
const S3 = { endpoint: 'http://127.0.0.1:9', bucket: 'tickets', accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret-access-key' }

/** The faults of the kit strike calls of which files know none. */
function faultless (): Pick<ErpStand, 'fail' | 'heal' | 'struck'> {
  const plan = new FaultPlan()
  return { fail: (...given) => plan.fail(...given), heal: () => plan.heal(), struck: () => plan.struck() }
}

const inFolder: ErpSample = {
  ...common,
  options: { target: { folder: { path: '/nonexistent/kefuhub' } } },
  badOptions: [
    { name: 'a path with a NUL', options: { target: { folder: { path: 'out\0' } } }, path: '/target/folder/path' },
    { name: 'no target', options: { target: {} }, path: '/target' }
  ],
  async open () {
    const path = await mkdtemp(join(tmpdir(), 'ticket-files-'))
    return {
      ...faultless(),
      options: { format: FORMAT, target: { folder: { path } } },
      files: { list: () => readdir(path), read: (name) => readFile(join(path, name)) },
      close: () => rm(path, { recursive: true, force: true })
    }
  }
}

const onSftp: ErpSample = {
  ...common,
  options: { target: { sftp: SFTP } },
  badOptions: [{ name: 'no host key', options: { target: { sftp: { ...SFTP, hostKey: '' } } }, path: '/target/sftp/hostKey' }],
  async open () {
    const sftp = new SftpServer()
    const port = await sftp.listen()
    let closed: Promise<void> | undefined
    return {
      ...faultless(),
      options: { format: FORMAT, target: { sftp: { ...SFTP, port, hostKey: sftp.fingerprint, path: 'out', timeoutMs: 5000 } } },
      files: {
        list: () => [...sftp.files.keys()].map((path) => path.replace('/srv/out/', '')),
        read: (name) => sftp.files.get(`/srv/out/${name}`)!
      },
      close: () => (closed ??= sftp.close())
    }
  }
}

const onS3: ErpSample = {
  ...common,
  options: { target: { s3: S3 } },
  badOptions: [{ name: 'no web address', options: { target: { s3: { ...S3, endpoint: 'minio' } } }, path: '/target/s3/endpoint' }],
  async open () {
    const s3 = new S3Simulator(NOW_MS)
    const endpoint = await s3.listen()
    const { bucket, accessKeyId, secretAccessKey, region } = s3
    const { plan } = s3.server
    return {
      options: { format: FORMAT, target: { s3: { endpoint, bucket, accessKeyId, secretAccessKey, region, forcePathStyle: true, prefix: 'out', timeoutMs: 500 } } },
      fail: (...given) => plan.fail(...given),
      heal: () => plan.heal(),
      struck: () => plan.struck(),
      files: {
        list: () => [...s3.objects.keys()].map((key) => key.replace('out/', '')),
        read: (name) => s3.objects.get(`out/${name}`)!.content
      },
      close: () => s3.close()
    }
  }
}

t.test('a folder', (t) => erpConformance(t, plugin, inFolder))
t.test('SFTP', (t) => erpConformance(t, plugin, onSftp))
t.test('S3', (t) => erpConformance(t, plugin, onS3))
