import { findOrInstall } from './program.js'

/**
 * Finds Chromium, installing it when there is none.
 * @returns {Promise<string>} the path of its program
 * @throws {import('./step.js').StepError} when there is none and none can be installed
 */
export async function findChromium () {
  return await findOrInstall({
    what: 'a Chromium browser',
    names: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
    packages: { 'apt-get': ['chromium'], dnf: ['chromium'], apk: ['chromium'] },
    otherwise: 'Install Chromium or Chrome, or name its program with KEFUHUB_TEST_CHROMIUM.'
  })
}
