/*
 * Who may call what. Written out by hand: the test must not believe the table that it tests.
 *
 * Each line is one operation: a call that is complete but for what it names (`none` exists nowhere), what a person of each role
 * gets for it, and what a token of the same role gets where that is something else. 401 is what nobody gets, for every line.
 */

/** What a call gives to each role. */
export interface ByRole { administrator: number, leader: number, agent: number }

/** One operation. */
export interface MatrixLine {
  call: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`
  person: ByRole
  /** Default: the same. */
  token?: ByRole
  body?: object | string
}

const everybody = (status: number): ByRole => ({ administrator: status, leader: status, agent: status })
const leaders = (status: number): ByRole => ({ ...everybody(status), agent: 403 })
const administrators = (status: number): ByRole => ({ ...everybody(403), administrator: status })
/** For people only. */
const nobody = everybody(403)

export const MATRIX: MatrixLine[] = [
  { call: 'GET /session', person: everybody(200), token: nobody },
  { call: 'PATCH /session', body: { presence: 'busy' }, person: everybody(200), token: nobody },
  { call: 'PUT /session/password', body: { current: 'wrong', password: 'correct horse' }, person: everybody(422), token: nobody },
  { call: 'DELETE /session', person: everybody(204), token: nobody },
  { call: 'DELETE /sessions', person: everybody(204), token: nobody },

  { call: 'GET /conversations', person: everybody(200) },
  { call: 'GET /conversations?view=mine', person: everybody(200), token: nobody },
  { call: 'GET /conversations/counts', person: everybody(200) },
  { call: 'GET /conversations/conversation-wang', person: everybody(200) },
  { call: 'GET /conversations/conversation-wang/context', person: everybody(200) },
  { call: 'GET /conversations/conversation-wang/activities', person: everybody(200) },
  { call: 'GET /conversations/conversation-wang/messages', person: everybody(200) },
  { call: 'POST /conversations/conversation-wang/messages', body: { content: { type: 'text', text: 'hello' } }, person: everybody(202) },
  { call: 'POST /conversations/conversation-wang/notes', body: { text: 'a note' }, person: everybody(201) },
  { call: 'POST /conversations/conversation-wang/read', person: everybody(204) },
  { call: 'PUT /conversations/conversation-wang/tags', body: { tags: ['vip'] }, person: everybody(200) },
  { call: 'POST /conversations/none/accept', person: everybody(404), token: nobody },
  { call: 'POST /conversations/none/transfer', body: { group: 'none' }, person: everybody(404) },
  { call: 'POST /conversations/none/close', person: everybody(404) },
  { call: 'POST /conversations/none/reopen', person: everybody(404), token: nobody },
  { call: 'GET /tags', person: everybody(200) },
  { call: 'GET /search?q=x', person: everybody(200) },

  { call: 'GET /messages/m1', person: everybody(200) },
  { call: 'GET /messages/m1?raw=1', person: administrators(200) },
  { call: 'GET /messages/m1/media/media', person: everybody(200) },
  { call: 'POST /messages/none/retry', person: everybody(404) },
  { call: 'POST /media', body: 'bytes', person: everybody(201) },
  { call: 'GET /contacts', person: everybody(200) },
  { call: 'GET /contacts/none', person: everybody(404) },

  { call: 'PATCH /contacts/none', body: { name: 'A' }, person: everybody(404) },
  { call: 'GET /contacts/none/facts', person: everybody(404) },
  { call: 'POST /contacts/none/facts/crm/look', person: everybody(404) },
  { call: 'PUT /contacts/none/facts/crm', body: { record: 'r1' }, person: everybody(404) },
  { call: 'GET /contacts/none/orders', person: everybody(404) },
  { call: 'GET /contacts/none/orders/erp/7', person: everybody(404) },
  { call: 'GET /contacts/none/orders/erp/7/shipments', person: everybody(404) },
  { call: 'POST /contacts/none/orders/erp/7/returns', body: { key: 'return-1', kind: 'return', reason: 'broken', lines: [{ lineId: '1', quantity: 1 }] }, person: everybody(404) },
  { call: 'GET /ticket-types', person: everybody(200) },
  { call: 'GET /tickets', person: everybody(200) },
  { call: 'GET /tickets?view=mine', person: everybody(200), token: nobody },
  { call: 'POST /tickets', body: { type: 'none', subject: 'x' }, person: everybody(422) },
  { call: 'GET /tickets/none', person: everybody(404) },
  { call: 'PATCH /tickets/none', body: { subject: 'x' }, person: everybody(404) },
  { call: 'POST /tickets/none/comments', body: { text: 'x' }, person: everybody(404) },
  { call: 'POST /tickets/none/exports/none/retry', person: everybody(404) },
  { call: 'GET /tickets/none/files/none', person: everybody(404) },

  { call: 'GET /agents', person: everybody(200) },
  { call: 'POST /agents', body: { login: 'a', name: 'A', role: 'agent', groups: ['none'] }, person: administrators(404) },
  { call: 'PATCH /agents/none', body: { name: 'A' }, person: administrators(404) },
  { call: 'POST /agents/none/password', person: administrators(404) },
  { call: 'GET /groups', person: everybody(200) },
  { call: 'POST /groups', body: {}, person: administrators(400) },
  { call: 'PATCH /groups/none', body: { name: 'A' }, person: administrators(404) },
  { call: 'DELETE /groups/none', person: administrators(404) },
  { call: 'GET /quick-replies', person: everybody(200) },
  { call: 'POST /quick-replies', body: {}, person: leaders(400) },
  { call: 'PATCH /quick-replies/none', body: { text: 'x' }, person: leaders(404) },
  { call: 'DELETE /quick-replies/none', person: leaders(404) },

  { call: 'GET /channels', person: everybody(200) },
  { call: 'GET /plugins', person: leaders(200) },
  { call: 'GET /dead-letters', person: everybody(200) },
  { call: 'POST /dead-letters/none/retry', person: leaders(404) },
  { call: 'GET /alerts', person: everybody(200) },
  { call: 'POST /alerts/none/close', person: leaders(404) },
  { call: 'GET /connections', person: leaders(200) },
  { call: 'POST /connections/none/pull', person: leaders(404) },
  { call: 'POST /connections/none/backfill', person: administrators(404) },
  { call: 'DELETE /connections/none/backfill', person: administrators(404) },
  { call: 'GET /connections/none/preview', person: administrators(404) },
  { call: 'GET /config/plan', person: administrators(409) },
  { call: 'POST /config/reload', person: administrators(409) },
  { call: 'GET /tokens', person: administrators(200) },
  { call: 'POST /tokens', body: {}, person: administrators(400) },
  { call: 'DELETE /tokens/none', person: administrators(404) },
  { call: 'GET /audit', person: administrators(200) },
  // Over plain HTTP: a connection is opened in live.test.ts, for each of the same callers.
  { call: 'GET /live', person: everybody(404), token: nobody }
]
