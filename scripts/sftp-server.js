import { findOrInstall } from './program.js'

/**
 * Finds OpenSSH's server of SFTP, which speaks over its standard streams, installing it when there is none.
 * @returns {Promise<string>} the path of its program
 * @throws {import('./step.js').StepError} when there is none and none can be installed
 */
export async function findSftpServer () {
  return await findOrInstall({
    what: "OpenSSH's SFTP server",
    names: ['sftp-server'],
    folders: ['/usr/lib/openssh', '/usr/libexec/openssh', '/usr/libexec', '/usr/lib/ssh'],
    packages: { 'apt-get': ['openssh-sftp-server'], dnf: ['openssh-server'], apk: ['openssh-sftp-server'] },
    otherwise: 'Install it, or name its program with KEFUHUB_TEST_SFTP_SERVER.'
  })
}
