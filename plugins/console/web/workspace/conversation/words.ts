import { defineWords } from '../../words/define-words.js'

/** What a conversation says around its messages. */
export const conversationWords = defineWords({
  zh: {
    conversation: {
      pane: '会话',
      none: '选择一个会话开始处理',
      back: '返回会话列表',
      accept: '接入',
      transfer: '转接',
      close: '关闭会话',
      reopen: '重新打开',
      showContext: '显示客户信息',
      hideContext: '隐藏客户信息',
      more: '更多操作',
      askRating: '邀请评价',
      ratingQuestion: '请对本次服务进行评价',
      nobody: '未分配',
      me: '我',
      log: '消息',
      earlier: '加载更早的消息',
      beginning: '会话开始',
      newMessages: (count: number) => `${count} 条新消息`,
      toLatest: '回到最新消息',
      typing: '客户正在输入…',
      today: '今天',
      yesterday: '昨天',
      closeTitle: '关闭这个会话？',
      closeText: '客户再次发来消息时会开始新的会话。'
    },
    transfer: {
      title: '转接会话',
      to: '转接给',
      agents: '客服',
      groups: '分组',
      text: '留言（客户看不到）',
      placeholder: '选择客服或分组',
      submit: '转接',
      cancel: '取消'
    },
    delivery: {
      due: '排队等待发送',
      sending: '正在发送',
      sent: '已发送',
      delivered: '已送达',
      read: '已读',
      uncertain: '不确定是否送达',
      failed: '发送失败',
      dead: '多次尝试后放弃',
      retry: '重新发送',
      attempts: (count: number) => `已尝试 ${count} 次`,
      repeated: '可能重复送达',
      waiting: '等待网络恢复后发送',
      uploading: (percent: number) => `正在上传 ${percent}%`,
      refused: '没有发送',
      discard: '删除',
      again: '重试',
      retried: '已重新排队发送'
    },
    activity: {
      note: '内部笔记',
      accepted: (by: string) => `${by} 接入了会话`,
      assigned: (by: string, to: string) => by === to ? `会话已分配给 ${to}` : `${by} 将会话分配给 ${to}`,
      transferred: (by: string, to: string) => `${by} 将会话转接给 ${to}`,
      closed: (by: string) => `${by} 关闭了会话`,
      reopened: (by: string) => `${by} 重新打开了会话`,
      somebody: '其他人'
    },
    failures: {
      KH_ERR_CONVERSATION_TAKEN: '其他客服已经接入了这个会话。',
      KH_ERR_CONVERSATION_FOLLOWED: '这位客户已有更新的进行中会话，不能重新打开旧的。',
      KH_ERR_CONVERSATION_CLOSED: '会话已关闭，不能发送。',
      KH_ERR_DELIVERY_UNSUPPORTED: '此渠道不能发送这种内容。',
      KH_ERR_DELIVERY_TOO_LARGE: '内容超过此渠道的上限。',
      KH_ERR_MEDIA_TOO_LARGE: '文件太大，服务器不接收。'
    },
    deliveryCodes: {
      KH_ERR_DELIVERY_RETRYABLE: '平台暂时不可用，会自动重试',
      KH_ERR_DELIVERY_WINDOW_CLOSED: '平台的回复时限已过或条数已用完，需等客户再次联系',
      KH_ERR_DELIVERY_RECIPIENT_GONE: '客户已取消关注或无法联系',
      KH_ERR_DELIVERY_REJECTED: '平台拒绝了这条内容',
      KH_ERR_DELIVERY_UNAUTHORIZED: '渠道授权失效，请联系管理员',
      KH_ERR_DELIVERY_UNCERTAIN: '平台没有答复，客户可能已经收到',
      KH_ERR_OUTBOX_TIMEOUT: '平台没有及时答复'
    }
  },
  en: {
    conversation: {
      pane: 'Conversation',
      none: 'Choose a conversation to begin',
      back: 'Back to the conversations',
      accept: 'Accept',
      transfer: 'Transfer',
      close: 'Close',
      reopen: 'Reopen',
      showContext: 'Show customer details',
      hideContext: 'Hide customer details',
      more: 'More',
      askRating: 'Ask for a rating',
      ratingQuestion: 'How was our service?',
      nobody: 'Unassigned',
      me: 'me',
      log: 'Messages',
      earlier: 'Load earlier messages',
      beginning: 'The conversation begins',
      newMessages: (count: number) => count === 1 ? '1 new message' : `${count} new messages`,
      toLatest: 'To the latest message',
      typing: 'The customer is typing…',
      today: 'Today',
      yesterday: 'Yesterday',
      closeTitle: 'Close this conversation?',
      closeText: 'When the customer writes again, a new one begins.'
    },
    transfer: {
      title: 'Transfer the conversation',
      to: 'To',
      agents: 'Agents',
      groups: 'Groups',
      text: 'Remark (not shown to the customer)',
      placeholder: 'Choose an agent or a group',
      submit: 'Transfer',
      cancel: 'Cancel'
    },
    delivery: {
      due: 'Waits to be sent',
      sending: 'Being sent',
      sent: 'Sent',
      delivered: 'Delivered',
      read: 'Read',
      uncertain: 'Not certain whether it arrived',
      failed: 'Not sent',
      dead: 'Given up after several attempts',
      retry: 'Send again',
      attempts: (count: number) => `${count} attempts`,
      repeated: 'May have arrived twice',
      waiting: 'Waits for the network',
      uploading: (percent: number) => `Uploading ${percent}%`,
      refused: 'Not sent',
      discard: 'Delete',
      again: 'Try again',
      retried: 'Waits to be sent again'
    },
    activity: {
      note: 'Internal note',
      accepted: (by: string) => `${by} accepted the conversation`,
      assigned: (by: string, to: string) => by === to ? `Assigned to ${to}` : `${by} assigned it to ${to}`,
      transferred: (by: string, to: string) => `${by} transferred it to ${to}`,
      closed: (by: string) => `${by} closed the conversation`,
      reopened: (by: string) => `${by} reopened the conversation`,
      somebody: 'somebody else'
    },
    failures: {
      KH_ERR_CONVERSATION_TAKEN: 'Another agent has this conversation already.',
      KH_ERR_CONVERSATION_FOLLOWED: 'The customer has a newer conversation that is open; the old one stays closed.',
      KH_ERR_CONVERSATION_CLOSED: 'The conversation is closed; nothing can be sent.',
      KH_ERR_DELIVERY_UNSUPPORTED: 'This channel cannot send this.',
      KH_ERR_DELIVERY_TOO_LARGE: 'This is larger than the channel allows.',
      KH_ERR_MEDIA_TOO_LARGE: 'The file is larger than the hub takes.'
    },
    deliveryCodes: {
      KH_ERR_DELIVERY_RETRYABLE: 'The platform is not available just now; it is tried again by itself',
      KH_ERR_DELIVERY_WINDOW_CLOSED: 'The platform’s time for replies is over or their number used up; wait until the customer writes again',
      KH_ERR_DELIVERY_RECIPIENT_GONE: 'The customer left or cannot be reached',
      KH_ERR_DELIVERY_REJECTED: 'The platform refused the content',
      KH_ERR_DELIVERY_UNAUTHORIZED: 'The channel is not authorised any more; tell an administrator',
      KH_ERR_DELIVERY_UNCERTAIN: 'The platform did not answer; the customer may have it',
      KH_ERR_OUTBOX_TIMEOUT: 'The platform did not answer in time'
    }
  }
})
