import { defineWords } from '../../words/define-words.js'

/** What stands beside the chat. */
export const contextWords = defineWords({
  zh: {
    context: {
      pane: '客户信息',
      close: '关闭客户信息',
      contact: '联系人',
      identities: '渠道身份',
      unreachable: '无法联系',
      language: '语言',
      since: '首次联系',
      phones: '电话',
      emails: '邮箱',
      editContact: '编辑联系人',
      badContact: '请检查电话和邮箱的格式。',
      contactTags: '客户标签',
      tags: '会话标签',
      tagsPlaceholder: '添加标签',
      pages: '访问页面',
      history: '历史会话',
      notes: '笔记',
      details: '会话详情',
      id: '会话编号',
      channel: '渠道',
      state: '状态',
      assignee: '客服',
      group: '分组',
      started: '开始时间',
      closed: '关闭时间',
      handOver: '转人工原因',
      handOvers: { 'no rule': '没有匹配的规则', 'the bot failed': '机器人出错' },
      more: '展开全部'
    }
  },
  en: {
    context: {
      pane: 'Customer details',
      close: 'Close customer details',
      contact: 'Contact',
      identities: 'Identities',
      unreachable: 'not reachable',
      language: 'Language',
      since: 'First contact',
      phones: 'Phone',
      emails: 'E-mail',
      editContact: 'Edit contact',
      badContact: 'Phone numbers or e-mail addresses are not well-formed.',
      contactTags: 'Tags of the contact',
      tags: 'Tags of the conversation',
      tagsPlaceholder: 'Add tags',
      pages: 'Pages visited',
      history: 'Earlier conversations',
      notes: 'Notes',
      details: 'Details',
      id: 'Conversation',
      channel: 'Channel',
      state: 'State',
      assignee: 'Agent',
      group: 'Group',
      started: 'Started',
      closed: 'Closed',
      handOver: 'Handed over because',
      handOvers: { 'no rule': 'No rule matched', 'the bot failed': 'The bot failed' },
      more: 'Show all'
    }
  }
})
