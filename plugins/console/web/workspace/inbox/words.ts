import { defineWords } from '../../words/define-words.js'

/** What the inbox says. */
export const inboxWords = defineWords({
  zh: {
    inbox: {
      pane: '会话收件箱',
      list: '会话列表',
      views: { mine: '我的', unassigned: '待接入', all: '全部', closed: '已关闭' },
      viewsLabel: '会话范围',
      search: '搜索联系人或聊天内容',
      results: '搜索结果',
      resultsNone: '没有找到',
      resultByName: '联系人',
      searchedTo: (day: string) => `已搜索到 ${day}`,
      searchOn: '继续往前搜索',
      filters: '筛选',
      filtersOn: (count: number) => `筛选，已选 ${count} 项`,
      filterBy: { channel: '渠道', tag: '标签', assignee: '客服', group: '分组', state: '状态' },
      empty: { mine: '没有分配给您的会话', unassigned: '没有等待接入的会话', all: '没有进行中的会话', closed: '没有已关闭的会话' },
      emptyFiltered: '没有符合筛选条件的会话',
      unread: '未读',
      waiting: (time: string) => `已等待 ${time}`,
      assignedTo: (name: string) => `由 ${name} 处理`,
      draft: '[草稿]'
    }
  },
  en: {
    inbox: {
      pane: 'Inbox',
      list: 'Conversations',
      views: { mine: 'Mine', unassigned: 'Unassigned', all: 'All', closed: 'Closed' },
      viewsLabel: 'Which conversations',
      search: 'Search contacts, messages',
      results: 'Search results',
      resultsNone: 'Nothing found',
      resultByName: 'Contact',
      searchedTo: (day: string) => `Searched down to ${day}`,
      searchOn: 'Search further back',
      filters: 'Filters',
      filtersOn: (count: number) => `Filters, ${count} set`,
      filterBy: { channel: 'Channel', tag: 'Tag', assignee: 'Agent', group: 'Group', state: 'State' },
      empty: { mine: 'No conversation is assigned to you', unassigned: 'Nobody waits', all: 'No conversation is open', closed: 'No conversation is closed' },
      emptyFiltered: 'No conversation matches the filters',
      unread: 'Unread',
      waiting: (time: string) => `Waiting for ${time}`,
      assignedTo: (name: string) => `Assigned to ${name}`,
      draft: '[Draft]'
    }
  }
})
