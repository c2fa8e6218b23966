import type { ErpHub } from '@kefuhub/contract'
import type { Options } from '../options.js'
import { FolderTarget } from './folder.js'
import { S3Target } from './s3.js'
import { SftpTarget } from './sftp.js'
import type { Target } from './target.js'

/** The target that the options name; the schema lets through exactly one. */
export function createTarget ({ folder, sftp, s3 }: Options['target'], hub: Pick<ErpHub, 'fetch' | 'clock' | 'log' | 'resolvePath'>): Target {
  if (folder !== undefined) return new FolderTarget({ path: hub.resolvePath(folder.path) })
  if (sftp !== undefined) return new SftpTarget(sftp)
  return new S3Target(hub, s3!)
}
