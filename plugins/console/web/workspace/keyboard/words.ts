import { defineWords } from '../../words/define-words.js'

/** What the keys do. */
export const keyWords = defineWords({
  zh: {
    keys: {
      next: '下一个会话',
      previous: '上一个会话',
      open: '打开选中的会话',
      accept: '接入',
      transfer: '转接',
      close: '关闭会话',
      reopen: '重新打开',
      note: '写笔记',
      reply: '回复',
      newTicket: '新建工单',
      search: '搜索',
      goMine: '我的',
      goUnassigned: '待接入',
      goAll: '全部',
      goClosed: '已关闭',
      leave: '离开输入框或返回列表'
    }
  },
  en: {
    keys: {
      next: 'Next conversation',
      previous: 'Previous conversation',
      open: 'Open the chosen conversation',
      accept: 'Accept',
      transfer: 'Transfer',
      close: 'Close',
      reopen: 'Reopen',
      note: 'Write a note',
      reply: 'Reply',
      newTicket: 'New ticket',
      search: 'Search',
      goMine: 'Mine',
      goUnassigned: 'Unassigned',
      goAll: 'All',
      goClosed: 'Closed',
      leave: 'Leave the field, or back to the list'
    }
  }
})
