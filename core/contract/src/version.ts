/** The version of the contracts in this package. A plugin states a semver range that must hold it. */
export const CONTRACT_VERSION = '1.0.0'
