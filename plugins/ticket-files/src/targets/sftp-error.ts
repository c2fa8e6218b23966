import { Rejected, Retryable, Unauthorized, isDeliveryError } from '@kefuhub/contract'
import type { SftpOptions } from '../options.js'

/** What a path that leads nowhere is called, by the protocol's own code or by the client's. */
export const NO_SUCH_FILE = 'no-such-file'

type SftpFact = typeof NO_SUCH_FILE | 'permission-denied' | 'failure' | 'unsupported' | 'full'

// Status codes of the SSH File Transfer Protocol (drafts 02 to 13); most servers speak version 3, which ends at 8.
const FACTS: Record<string, SftpFact> = {
  2: NO_SUCH_FILE,
  3: 'permission-denied',
  4: 'failure',
  8: 'unsupported',
  14: 'full',
  15: 'full',
  ENOENT: NO_SUCH_FILE,
  EACCES: 'permission-denied',
  ERR_BAD_PATH: 'failure'
}

/** What the server's status, or the client's name for it, says. */
export function codeOf (error: unknown): SftpFact | undefined {
  const { code, message } = error as { code?: string | number, message?: string }
  // The client finds out by itself that the server did not offer an extension.
  if (message?.includes('does not support this extended request') === true) return 'unsupported'
  return code === undefined ? undefined : FACTS[code]
}

/** What it means when a connection could not be made. */
export function toConnectError (error: unknown, { host, user }: Pick<SftpOptions, 'host' | 'user'>): unknown {
  if (isDeliveryError(error)) return error
  const { level, message } = error as { level?: string, message: string }
  const cause = { cause: error }
  if (/privateKey/i.test(message) || /private .*key|passphrase/i.test(message)) {
    return new Unauthorized('target.sftp.privateKey cannot be read; give a private key in OpenSSH or PEM form that has no passphrase.', cause)
  }
  if (level === 'client-authentication') {
    return new Unauthorized(`The SFTP server ${host} refused the log-in of ${user}; compare user, password and privateKey of target.sftp with what its operator set up.`, cause)
  }
  if (/subsystem/i.test(message)) {
    return new Unauthorized(`The server ${host} does not let ${user} use SFTP; ask its operator to allow it.`, cause)
  }
  if (level === 'handshake') {
    return new Retryable(`The SFTP server ${host} and the hub agree on no way to encrypt (${message}); bring the server up to date.`, cause)
  }
  return new Retryable(`The SFTP server ${host} cannot be reached (${message}); look at target.sftp.host and port, and whether it runs.`, cause)
}

/** What a call that failed means. */
export function toSftpError (error: unknown, { host, path, rename }: Pick<SftpOptions, 'host' | 'path' | 'rename'>): unknown {
  if (isDeliveryError(error)) return error
  const cause = { cause: error }
  switch (codeOf(error)) {
    case NO_SUCH_FILE:
      return new Rejected(`The SFTP server ${host} has no folder ${path}; correct target.sftp.path.`, cause)
    case 'permission-denied':
      return new Unauthorized(`The SFTP server ${host} does not let the hub write to ${path}; ask its operator for the right to make, rename and delete files there.`, cause)
    case 'full':
      return new Retryable(`The disk is full: the SFTP server ${host} takes no more; free space there or raise the quota, and the files are written again.`, cause)
    case 'unsupported':
      return new Rejected(`The SFTP server ${host} cannot do what target.sftp.rename: ${rename} needs; set it to delete-then-rename.`, cause)
    case 'failure':
      return new Retryable(`The SFTP server ${host} failed to write to ${path} without saying why; often its disk is full, or a file of that name may not be replaced.`, cause)
    default:
      return new Retryable(`The connection to the SFTP server ${host} broke (${(error as Error).message}); the files are written again.`, cause)
  }
}
