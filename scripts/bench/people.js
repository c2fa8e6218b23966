import { StepError } from '../step.js'

/**
 * Somebody who is signed in to the console.
 * @typedef {object} Person
 * @property {string} id
 * @property {string} cookie as a header
 */

/** What everybody chooses; it opens nothing. */
const password = 'a benchmark needs none'

/**
 * Signs in the administrator whom the first start of a hub made.
 * @param {import('./hub-process.js').HubProcess} hub which was just started on an empty store
 * @returns {Promise<Person>}
 * @throws {StepError} when the hub does not show how
 */
export async function openAdministrator ({ url, output }) {
  const [, login, given] = /^ +administrator +(\S+)\n +password +(\S+)/m.exec(output) ?? []
  if (login === undefined || given === undefined) throw new StepError(`kefuhub: the hub shows no password of a first administrator:\n${output}`)
  return await enter(url, login, given)
}

/**
 * Adds agents and signs them in.
 * @param {string} hubUrl
 * @param {Person} administrator
 * @param {number} count at most 25: in a minute an address may sign in 30 times
 * @returns {Promise<Person[]>}
 */
export async function hireAgents (hubUrl, administrator, count) {
  const agents = []
  for (let number = 1; number <= count; number++) {
    const login = `agent${number}`
    const response = await call(hubUrl, 'POST', 'agents', { login, name: `客服 ${number}`, role: 'agent', groups: [] }, administrator.cookie)
    const { password: given } = /** @type {{ password: string }} */ (await response.json())
    agents.push(await enter(hubUrl, login, given))
  }
  return agents
}

/**
 * Signs somebody in for the first time.
 * @param {string} hubUrl
 * @param {string} login
 * @param {string} given the one-time password
 * @returns {Promise<Person>}
 */
async function enter (hubUrl, login, given) {
  const response = await call(hubUrl, 'POST', 'session', { login, password: given })
  const [cookie = ''] = response.headers.getSetCookie().map((line) => line.replace(/;.*/s, ''))
  const { id } = /** @type {{ id: string }} */ (await response.json())
  await call(hubUrl, 'PUT', 'session/password', { current: given, password }, cookie)
  return { id, cookie }
}

/**
 * Asks the API as the console does.
 * @param {string} hubUrl
 * @param {'POST' | 'PUT'} method
 * @param {string} path below the API
 * @param {object} body
 * @param {string} [cookie] of who asks
 * @throws {StepError} when the hub refuses
 */
export async function call (hubUrl, method, path, body, cookie) {
  const headers = { origin: hubUrl, 'content-type': 'application/json', ...(cookie !== undefined && { cookie }) }
  const response = await fetch(`${hubUrl}/api/v1/${path}`, { method, headers, body: JSON.stringify(body) })
  if (!response.ok) throw new StepError(`kefuhub: the hub answers ${method} ${path} with ${response.status} ${await response.text()}`)
  return response
}
