import type { TicketForm } from '../form.js'

/** A form with a field of each type. */
export const EXAMPLE_FORM: TicketForm = {
  id: 'repair',
  title: { zh: '报修', en: 'Repair' },
  fields: [
    { name: 'product', title: { zh: '产品', en: 'Product' }, type: 'text', required: true, maxLength: 100 },
    { name: 'count', title: { zh: '数量', en: 'How many' }, type: 'number', required: false, maxLength: 1000 },
    { name: 'fault', title: { zh: '故障', en: 'Fault' }, type: 'choice', required: true, choices: ['broken', 'missing'], maxLength: 1000 },
    { name: 'boughtOn', title: { zh: '购买日期', en: 'Bought on' }, type: 'date', required: false, maxLength: 1000 },
    { name: 'isUrgent', title: { zh: '加急', en: 'Urgent' }, type: 'boolean', required: false, maxLength: 1000 }
  ]
}
