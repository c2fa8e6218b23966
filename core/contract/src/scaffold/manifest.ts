import { CONTRACT_VERSION } from '../version.js'
import type { ScaffoldKind } from './kind.js'
import type { PluginName } from './plugin-name.js'

const built = (path: string) => ({ types: `./dist/src/${path}.d.ts`, default: `./dist/src/${path}.js` })

/** The first number of the contract's version. */
export const MAJOR = CONTRACT_VERSION.split('.')[0] ?? ''

/** The package.json of a new plugin. */
export function toManifest (name: PluginName, kind: ScaffoldKind): string {
  const contract = { '@kefuhub/contract': `^${CONTRACT_VERSION}` }
  const manifest = {
    name: name.package,
    version: '0.1.0',
    description: `${name.title} for kefuhub`,
    license: 'UNLICENSED',
    type: 'module',
    engines: { node: '>=20.19.0' },
    exports: { '.': built('index'), ...(kind !== 'feature' && { './simulator': built('simulator/index') }) },
    files: ['dist/src'],
    kefuhub: { kind, contract: `^${MAJOR}` },
    scripts: { build: 'tsc', lint: 'eslint .', test: 'tsc && node --test dist/test/*.test.js' },
    peerDependencies: contract,
    devDependencies: { ...contract, '@types/node': '^20.19.0', eslint: '^9.39.0', neostandard: '^0.13.0', typescript: '~5.9.3' }
  }
  return `${JSON.stringify(manifest, undefined, 2)}\n`
}
