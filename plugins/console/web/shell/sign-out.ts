import { App } from 'antd'
import { api } from '../api/client.js'
import { common } from '../words/common.js'
import { useFailure } from '../words/failure.js'
import { useWords } from '../words/language.js'
import { endSession } from './session.js'
import { words } from './words.js'

/** The ways out of the session. */
export function useSignOut () {
  const own = useWords(words)
  const general = useWords(common)
  const { message, modal } = App.useApp()
  const explain = useFailure()
  const leave = async (path: string): Promise<void> => {
    try {
      await api.delete(path)
      endSession()
    } catch (error) {
      message.error(explain(error))
    }
  }
  return {
    here: () => { leave('/session') },
    everywhere () {
      modal.confirm({
        title: own.signOutEverywhereAsk,
        content: own.signOutEverywhereWhat,
        okText: own.signOutEverywhere,
        cancelText: general.cancel,
        okButtonProps: { danger: true },
        onOk: async () => { await leave('/sessions') }
      })
    }
  }
}
