import type { LocalizedText, TicketActor, TicketPriority, TicketState } from '@kefuhub/contract'

/** How far a ticket is, in words. */
export const STATE_WORDS: Record<TicketState, LocalizedText> = {
  new: { zh: '新建', en: 'New' },
  'in-progress': { zh: '处理中', en: 'In progress' },
  'waiting-customer': { zh: '等待客户', en: 'Waiting for customer' },
  'on-hold': { zh: '挂起', en: 'On hold' },
  solved: { zh: '已解决', en: 'Solved' },
  closed: { zh: '已关闭', en: 'Closed' }
}

/** How much a ticket presses, in words. */
export const PRIORITY_WORDS: Record<TicketPriority, LocalizedText> = {
  low: { zh: '低', en: 'Low' },
  normal: { zh: '普通', en: 'Normal' },
  high: { zh: '高', en: 'High' },
  urgent: { zh: '紧急', en: 'Urgent' }
}

/** Who did something, in words. */
export const ACTOR_WORDS: Record<TicketActor['kind'], LocalizedText> = {
  agent: { zh: '客服', en: 'Agent' },
  rule: { zh: '规则', en: 'Rule' },
  customer: { zh: '客户', en: 'Customer' },
  system: { zh: '系统', en: 'System' }
}

/** True and false in words. */
export const TRUTH_WORDS = { true: { zh: '是', en: 'Yes' }, false: { zh: '否', en: 'No' } } as const
/** Who may see a comment. */
export const COMMENT_WORDS = { public: { zh: '公开', en: 'public' }, internal: { zh: '内部', en: 'internal' } } as const
/** Name of the sheet in a workbook. */
export const SHEET_WORDS: LocalizedText = { zh: '工单', en: 'Tickets' }
