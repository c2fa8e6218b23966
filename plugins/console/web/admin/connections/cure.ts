/** What helps, as far as the console knows. */
export type Cure = 'credentials' | 'misfit' | 'refused' | 'disk' | 'away'

const CURES: Readonly<Record<string, Cure>> = {
  KH_ERR_DELIVERY_UNAUTHORIZED: 'credentials',
  KH_ERR_SYNC_MISFIT: 'misfit',
  KH_ERR_DELIVERY_REJECTED: 'refused',
  KH_ERR_DELIVERY_RETRYABLE: 'away',
  ENOSPC: 'disk',
  EDQUOT: 'disk',
  EROFS: 'disk',
  EACCES: 'disk'
}

/** Plugins that wrap an error of the file system keep its words. */
const DISK = /\b(ENOSPC|EDQUOT|EROFS)\b|no space left/i

/** What helps against a failure. */
export function toCure (code: string | undefined, reason = ''): Cure | undefined {
  if (DISK.test(reason)) return 'disk'
  return code !== undefined && Object.hasOwn(CURES, code) ? CURES[code] : undefined
}
