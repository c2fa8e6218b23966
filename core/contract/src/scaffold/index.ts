export * from './errors.js'
export * from './kind.js'
export * from './plugin-name.js'
export * from './scaffold.js'
