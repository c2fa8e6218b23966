/**
 * What the simulator makes up because nobody outside knows it: codes, the call that takes pictures, the form of a card. The options
 * that it gives to the channel hold the same, so the two agree; the real platform will not.
 */
export const CODES = { ok: 0, busy: 90001, token: 90002, window: 90003, gone: 90004, account: 90005, content: 90006, parameter: 90007 } as const

/** The made-up call that takes a picture. */
export const UPLOAD_PATH = '/api/open/im/fake/upload'

/** The option `wire` for a channel that talks to the simulator. */
export const SIMULATED_WIRE = {
  outbound: {
    image: { type: 'IMAGE', content: { media_id: '{media}' }, upload: { path: UPLOAD_PATH, field: 'file', id: ['data.media_id'] } },
    card: { note: { type: 'NOTE', content: { note_id: '{data.noteId}' } } }
  },
  answer: {
    retryCodes: [String(CODES.busy)],
    tokenCodes: [String(CODES.token)],
    windowCodes: [String(CODES.window)],
    goneCodes: [String(CODES.gone)],
    accountCodes: [String(CODES.account)]
  }
}
