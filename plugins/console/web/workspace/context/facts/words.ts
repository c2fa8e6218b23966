import { defineWords } from '../../../words/define-words.js'

/** What is said of what CRMs know. */
export const words = defineWords({
  zh: {
    title: 'CRM 资料',
    states: { unasked: '还没有查询', loading: '查询中…', fresh: '', stale: '', none: '没有这位客户', many: '无法确定是哪条记录，请选择', failed: '查询失败' },
    staleSince: '数据截至',
    look: '查询',
    again: '重新查询',
    choose: (name: string) => `选择 ${name}`,
    chooseShort: '选择',
    phones: '电话',
    emails: '邮箱',
    yes: '是',
    no: '否',
    failures: {
      KH_ERR_SYNC_CANDIDATE: '这条记录已不在候选中，请重新查询。',
      KH_ERR_CONNECTION_NOT_FOUND: '这个系统已不再连接。'
    }
  },
  en: {
    title: 'In the CRM',
    states: { unasked: 'Not looked up yet', loading: 'Looking…', fresh: '', stale: '', none: 'Not there', many: 'Not certain which record it is: choose one', failed: 'Could not be looked up' },
    staleSince: 'As it was',
    look: 'Look up',
    again: 'Look again',
    choose: (name: string) => `Choose ${name}`,
    chooseShort: 'Choose',
    phones: 'Phone',
    emails: 'E-mail',
    yes: 'Yes',
    no: 'No',
    failures: {
      KH_ERR_SYNC_CANDIDATE: 'This record is no candidate any more; look again.',
      KH_ERR_CONNECTION_NOT_FOUND: 'This system is not connected any more.'
    }
  }
})
