import { checkOptions } from '@kefuhub/contract/testing'
import { Options } from '../src/options.js'
import type { Wire } from '../src/wire/schema.js'
import { OPTIONS } from './stand.js'

/** Options of an entry as the hub hands them over: checked and with defaults. */
export function optionsOf (options: Record<string, unknown> = {}): Options {
  return checkOptions('channel-xiaohongshu', Options, { ...OPTIONS, ...options }) as Options
}

/** The option `wire` with its defaults. */
export function wireOf (wire: object = {}): Wire { return optionsOf({ wire }).wire }
