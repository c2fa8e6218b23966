export { loadConfig, type LoadedConfig } from './config/config.js'
export { createHub, type Hub, type HubOptions, type HubRole } from './hub.js'
export { createLog } from './log.js'
