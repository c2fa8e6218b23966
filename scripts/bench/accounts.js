/** @typedef {import('@kefuhub/contract/testing/wechat').WeChatAccountOptions} WeChatAccountOptions */

/**
 * The official accounts that every benchmark uses, by the id of their channel. The ids and keys are made up and open nothing.
 * @type {Readonly<Record<'plain' | 'security', WeChatAccountOptions>>}
 */
export const accounts = {
  plain: {
    appId: 'wx0000000000bench1',
    appSecret: 'benchsecret1',
    ghId: 'gh_0000000bench1',
    token: 'benchToken1',
    encodingAESKey: 'KefuhubBench0Key0One0Not0A0Secret000000000Q',
    mode: 'plain'
  },
  security: {
    appId: 'wx0000000000bench2',
    appSecret: 'benchsecret2',
    ghId: 'gh_0000000bench2',
    token: 'benchToken2',
    encodingAESKey: 'KefuhubBench0Key0Two0Not0A0Secret000000000Q',
    mode: 'security'
  }
}

/** @typedef {keyof typeof accounts} Channel */
