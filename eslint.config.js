import neostandard from 'neostandard'

const floors = ['contract', 'config', 'store', 'outbox', 'desk', 'pipeline', 'neighbours', 'http', 'hub', 'cli']

/** What a floor of core may not import: every floor above it. */
function above (floor) {
  return floors.slice(floors.indexOf(floor) + 1)
    .filter((name) => name !== 'hub')
    .flatMap((name) => [`**/${name}/*`, `**/${name}/**`])
    .concat(floor === 'cli' ? [] : ['**/hub.js'])
}

const only = (files, patterns, paths = []) => ({ files, rules: { 'no-restricted-imports': ['error', { patterns, paths }] } })
const noPlugin = { group: ['@kefuhub/*', '!@kefuhub/contract', '!@kefuhub/contract/*'], message: 'Core names no plugin.' }
const noMongoose = { group: ['mongoose', 'mongodb'], message: 'Only store/ knows the database.' }
const noBull = { group: ['bull', 'ioredis'], message: 'Only the bull dispatcher in outbox/ knows bull.' }

export default [
  ...neostandard({ ts: true, ignores: ['**/dist/**', '**/node_modules/**', '.tap/**', '.tsimp/**', 'data/**'] }),
  // A TypeBox schema and its type share one name; tsc tells real redeclarations.
  { files: ['**/*.ts'], rules: { '@typescript-eslint/no-redeclare': 'off' } },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  only(['plugins/*/src/**'], [{
    group: ['@kefuhub/*', '!@kefuhub/contract', '!@kefuhub/contract/*', '../../*'],
    message: 'A plugin imports @kefuhub/contract only.'
  }]),
  only(['core/contract/src/**'], [
    { group: ['@kefuhub/*', 'mongoose', 'mongodb', 'bull', '../../*'], message: 'The contract stands alone.' }
  ]),
  ...['config', 'store', 'outbox', 'desk', 'pipeline', 'neighbours', 'http'].map((floor) => only([`core/src/${floor}/**`], [
    noPlugin,
    { group: above(floor), message: 'Imports go down the floors only.' },
    ...(floor === 'store' ? [] : [noMongoose]),
    ...(floor === 'outbox' ? [] : [noBull])
  ])),
  only(['core/src/*.ts', 'core/src/cli/**'], [noPlugin, noMongoose, noBull]),
  only(['core/src/outbox/!(bull*|redis*).ts'], [
    noPlugin, noMongoose, noBull,
    { group: above('outbox'), message: 'Imports go down the floors only.' }
  ])
]
