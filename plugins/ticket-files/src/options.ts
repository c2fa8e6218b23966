import { Secret, Type, type Static } from '@kefuhub/contract'
import { FIXED_COLUMNS } from './columns/fixed-columns.js'

const COLUMN = `^(${FIXED_COLUMNS.map(({ name }) => name).join('|')}|fields|fields\\..{1,200})$`
const SEGMENT = '[\\p{L}\\p{N}_-][\\p{L}\\p{N}._-]*'
const GIVEN = (key: string): object => ({ type: 'object', properties: { [key]: {} }, required: [key] })

const FolderOptions = Type.Object({
  path: Type.String({ pattern: '^[^\\u0000]+$', maxLength: 1024, description: 'A relative path starts at the folder of the config file; made when it is missing' })
}, { additionalProperties: false, description: 'A folder of this machine' })

const SftpOptions = Type.Object({
  host: Type.String({ pattern: '^[^\\s/@]{1,253}$', description: 'Name or address of the server' }),
  port: Type.Integer({ minimum: 1, maximum: 65_535, default: 22, description: 'Port of the server' }),
  user: Type.String({ minLength: 1, maxLength: 128, description: 'Name to log in with' }),
  password: Type.Optional(Secret({ maxLength: 1024, description: 'Password; needed without privateKey' })),
  privateKey: Type.Optional(Secret({ maxLength: 32_768, description: 'Private key in OpenSSH or PEM form, without a passphrase; needed without password' })),
  hostKey: Type.String({ pattern: '^SHA256:[A-Za-z0-9+/]{43}$', description: 'Fingerprint of the server\'s host key, as `ssh-keygen -lf` prints it: SHA256:…' }),
  path: Type.String({ pattern: '^[^\\u0000-\\u001f]{1,1024}$', default: '.', description: 'Folder on the server, absolute or from the folder of the log-in; made when it is missing' }),
  rename: Type.Enum(['posix', 'delete-then-rename'], {
    default: 'posix', description: 'How a finished file takes its name: in one step (OpenSSH), or after the old file of that name is deleted'
  }),
  timeoutMs: Type.Integer({ minimum: 100, maximum: 600_000, default: 60_000, description: 'Longest time without any progress, in milliseconds' })
}, {
  additionalProperties: false,
  description: 'An SFTP server',
  if: { type: 'object', not: GIVEN('privateKey') },
  then: GIVEN('password')
})

const S3Options = Type.Object({
  endpoint: Type.String({ pattern: '^https?://[^/?#@\\s]+/?$', description: 'Address of the storage without bucket and path, for example https://s3.oss-cn-hangzhou.aliyuncs.com' }),
  region: Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$', default: 'us-east-1', description: 'Region that requests are signed for' }),
  bucket: Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$', description: 'Name of the bucket' }),
  prefix: Type.String({ pattern: `^(${SEGMENT}(/${SEGMENT})*/?)?$`, maxLength: 512, default: '', description: 'Folder in the bucket, for example hub/tickets' }),
  accessKeyId: Type.String({ pattern: '^[\\x21-\\x7e]{1,128}$', description: 'Id of the access key' }),
  secretAccessKey: Secret({ maxLength: 256, description: 'Secret of the access key' }),
  forcePathStyle: Type.Boolean({ default: false, description: 'Put the bucket into the path (MinIO) and not into the host name (AWS, Aliyun OSS, Tencent COS)' }),
  noOverwrite: Type.Boolean({ default: false, description: 'Refuse to replace a file that has other content; needs storage that knows If-None-Match' }),
  serverSideEncryption: Type.Optional(Type.Enum(['AES256', 'aws:kms'], { description: 'Have the storage encrypt the files; absent: as the bucket says' })),
  checksum: Type.Boolean({ default: true, description: 'Send x-amz-checksum-sha256, which the storage keeps beside the file; turn it off where that is refused' }),
  timeoutMs: Type.Integer({ minimum: 100, maximum: 3_600_000, default: 300_000, description: 'Longest time for one request, upload included, in milliseconds' })
}, { additionalProperties: false, description: 'Storage that speaks S3' })

/** The options of one export of tickets into files. */
export const Options = Type.Object({
  format: Type.Array(Type.Enum(['csv', 'ndjson', 'xlsx']), { minItems: 1, uniqueItems: true, default: ['csv'], description: 'Kinds of files; each holds all rows' }),
  csv: Type.Object({
    bom: Type.Boolean({ default: true, description: 'Begin with a byte order mark, by which Excel knows UTF-8; there is none in GB18030' }),
    encoding: Type.Enum(['utf-8', 'gb18030'], { default: 'utf-8', description: 'Encoding of the text' }),
    protectFormulas: Type.Boolean({ default: true, description: 'Put an apostrophe before texts that a spreadsheet would run; turn it off for files that only programs read' }),
    longNumbersAsText: Type.Boolean({ default: false, description: 'Put a tab before numbers of 12 digits or more, so that Excel shows all of them' })
  }, { additionalProperties: false, default: {}, description: 'How CSV is written' }),
  language: Type.Enum(['zh', 'en'], { default: 'zh', description: 'Language of column headings and words in CSV and XLSX' }),
  columns: Type.Optional(Type.Array(Type.String({ pattern: COLUMN }), {
    minItems: 1, maxItems: 1000, uniqueItems: true, description: 'Names of the columns in their order; fields stands for all fields of the ticket types, fields.NAME for one. Absent: all'
  })),
  comments: Type.Boolean({ default: false, description: 'Add a last column with all comments, internal ones too' }),
  gzip: Type.Boolean({ default: true, description: 'Compress CSV and NDJSON; XLSX is compressed in itself' }),
  maxRowsPerFile: Type.Integer({ minimum: 1000, maximum: 1_000_000, default: 100_000, description: 'Rows after which a further file begins' }),
  name: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$', description: 'Stands in the names of the files; absent: the id of this entry' })),
  timeZone: Type.String({ minLength: 1, maxLength: 64, default: 'Asia/Shanghai', description: 'IANA name of the time zone that times are written in' }),
  target: Type.Object({
    folder: Type.Optional(FolderOptions),
    sftp: Type.Optional(SftpOptions),
    s3: Type.Optional(S3Options)
  }, { additionalProperties: false, minProperties: 1, maxProperties: 1, description: 'Where the files go: one of folder, sftp, s3' })
}, { additionalProperties: false })

/** The options of one export, checked and with defaults. */
export type Options = Static<typeof Options>
/** Options of the target `folder`. */
export type FolderOptions = Static<typeof FolderOptions>
/** Options of the target `sftp`. */
export type SftpOptions = Static<typeof SftpOptions>
/** Options of the target `s3`. */
export type S3Options = Static<typeof S3Options>
