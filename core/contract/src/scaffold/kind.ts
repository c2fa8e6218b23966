/** The kinds of plugin that a template is there for. */
export const SCAFFOLD_KINDS = ['channel', 'crm', 'erp', 'notifier', 'feature'] as const
/** A kind of plugin that a template is there for. */
export type ScaffoldKind = typeof SCAFFOLD_KINDS[number]
