import { secretPaths } from '@kefuhub/contract'
import { checkOptions, type OptionsError } from '@kefuhub/contract/testing'
import t from 'tap'
import { Options } from '../src/options.js'

const SFTP = { host: 'sftp.test', user: 'hub', password: 'secret-password', hostKey: `SHA256:${'A'.repeat(43)}` }
const S3 = { endpoint: 'https://s3.test', bucket: 'tickets', accessKeyId: 'AKID', secretAccessKey: 'secret-access-key' }
const FOLDER = { path: '/var/lib/kefuhub/export' }

const check = (options: object): Options => checkOptions('ticket-files', Options, options) as unknown as Options

function pathsOf (options: object): string[] {
  try {
    check(options)
    return []
  } catch (error) {
    return (error as OptionsError).problems.map(({ path }) => path)
  }
}

t.test('fills in what an operator need not know', async (t) => {
  const common = {
    format: ['csv'],
    csv: { bom: true, encoding: 'utf-8', protectFormulas: true, longNumbersAsText: false },
    language: 'zh',
    comments: false,
    gzip: true,
    maxRowsPerFile: 100_000,
    timeZone: 'Asia/Shanghai'
  }
  t.same(check({ target: { folder: FOLDER } }), { ...common, target: { folder: FOLDER } })
  t.same(check({ target: { sftp: SFTP } }), { ...common, target: { sftp: { ...SFTP, port: 22, path: '.', rename: 'posix', timeoutMs: 60_000 } } })
  t.same(check({ target: { s3: S3 } }), {
    ...common, target: { s3: { ...S3, region: 'us-east-1', prefix: '', forcePathStyle: false, noOverwrite: false, checksum: true, timeoutMs: 300_000 } }
  })
})

t.test('refuses bad options and names them', async (t) => {
  const folder = { target: { folder: FOLDER } }
  const sftp = (given: object): object => ({ target: { sftp: { ...SFTP, ...given } } })
  const s3 = (given: object): object => ({ target: { s3: { ...S3, ...given } } })
  const cases: Array<[name: string, options: object, path: string]> = [
    ['no target', {}, '/target'],
    ['none of the targets', { target: {} }, '/target'],
    ['two targets', { target: { folder: FOLDER, s3: S3 } }, '/target'],
    ['an unknown target', { target: { ftp: {} } }, '/target/ftp'],
    ['a folder without a name', { target: { folder: { path: '' } } }, '/target/folder/path'],
    ['no format', { ...folder, format: [] }, '/format'],
    ['an unknown format', { ...folder, format: ['xls'] }, '/format/0'],
    ['a format twice', { ...folder, format: ['csv', 'csv'] }, '/format'],
    ['an unknown encoding', { ...folder, csv: { encoding: 'gbk' } }, '/csv/encoding'],
    ['an unknown language', { ...folder, language: 'fr' }, '/language'],
    ['an unknown column', { ...folder, columns: ['number', 'colour'] }, '/columns/1'],
    ['a column twice', { ...folder, columns: ['number', 'number'] }, '/columns'],
    ['no column', { ...folder, columns: [] }, '/columns'],
    ['too few rows in a file', { ...folder, maxRowsPerFile: 999 }, '/maxRowsPerFile'],
    ['more rows than a sheet has', { ...folder, maxRowsPerFile: 1_048_576 }, '/maxRowsPerFile'],
    ['a name that leads elsewhere', { ...folder, name: '../x' }, '/name'],
    ['an unknown option', { ...folder, compress: true }, '/compress'],
    ['no way to log in', sftp({ password: undefined }), '/target/sftp/password'],
    ['no host key', sftp({ hostKey: undefined }), '/target/sftp/hostKey'],
    ['a host key in MD5', sftp({ hostKey: 'MD5:aa:bb' }), '/target/sftp/hostKey'],
    ['a user in the host', sftp({ host: 'hub@sftp.test' }), '/target/sftp/host'],
    ['an unknown way to rename', sftp({ rename: 'copy' }), '/target/sftp/rename'],
    ['a bucket in the endpoint', s3({ endpoint: 'https://s3.test/tickets' }), '/target/s3/endpoint'],
    ['no web address', s3({ endpoint: 's3.test' }), '/target/s3/endpoint'],
    ['a bucket that is none', s3({ bucket: 'My_Bucket' }), '/target/s3/bucket'],
    ['a prefix that begins at the root', s3({ prefix: '/x' }), '/target/s3/prefix'],
    ['a prefix that leads up', s3({ prefix: 'x/../y' }), '/target/s3/prefix'],
    ['an unknown encryption', s3({ serverSideEncryption: 'DES' }), '/target/s3/serverSideEncryption'],
    ['no secret', s3({ secretAccessKey: undefined }), '/target/s3/secretAccessKey']
  ]
  for (const [name, options, path] of cases) t.ok(pathsOf(options).includes(path), `${name}: ${pathsOf(options).join(' ')}`)
})

t.test('accepts what is optional', async (t) => {
  for (const options of [
    { format: ['csv', 'ndjson', 'xlsx'] },
    { columns: ['fields.sku', 'number', 'fields', 'createdAt', 'fields.颜色'] },
    { name: 'shop.1' },
    { target: { folder: { path: 'C:\\export' } } },
    { target: { folder: { path: '../export' } } },
    { target: { sftp: { ...SFTP, password: undefined, privateKey: '-----BEGIN …' } } },
    { target: { sftp: { ...SFTP, privateKey: '-----BEGIN …' } } },
    { target: { s3: { ...S3, endpoint: 'http://127.0.0.1:9000/', forcePathStyle: true, prefix: 'hub/tickets/' } } },
    { target: { s3: { ...S3, prefix: '工单/2026', serverSideEncryption: 'aws:kms' } } }
  ]) t.same(pathsOf({ target: { folder: FOLDER }, ...options }), [], JSON.stringify(options))
})

t.test('keeps its secrets secret', async (t) => {
  t.same(secretPaths(Options).map((path) => path.join('.')).sort(), ['target.s3.secretAccessKey', 'target.sftp.password', 'target.sftp.privateKey'])
})

t.test('describes every option', async (t) => {
  interface Node { description?: string, properties?: Record<string, Node> }
  const visit = (schema: Node, at: string): void => {
    for (const [name, option] of Object.entries(schema.properties ?? {})) {
      t.ok(option.description, `${at}${name}`)
      visit(option, `${at}${name}.`)
    }
  }
  visit(Options as never, '')
})
