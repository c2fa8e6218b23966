import { Shortfall, Skip, type Step } from '../step.js'
import type { Scene } from '../scene.js'

interface Facts { source: string, state: string, reason?: string, record?: { id: string, name?: string } }

/** An agent enters the customer's number, and what the CRM knows of them stands beside the chat. */
export const crmFacts: Step = {
  id: 'crm-facts',
  title: { zh: '会话旁显示 CRM 信息', en: 'CRM facts stand beside the chat' },
  async run (scene) {
    const { systems: { crms }, conversation: { contact } } = scene
    if (crms.length === 0) throw new Skip('没有配置 CRM', 'No CRM is configured')
    const found: string[] = []
    for (const { id, meet } of crms) {
      const { phone, name } = await meet()
      await scene.hub.patch(`/contacts/${contact}`, { phones: [phone] })
      const { record, state = 'none', reason = state } = await readFacts(scene, contact, id, name)
      if (record === undefined) throw new Shortfall(`${id} 没有给出该客户的信息：${reason}`, `${id} says nothing of the customer: ${reason}`)
      if (name !== undefined && record.name !== name) throw new Shortfall(`${id} 给出的是“${record.name ?? ''}”，不是“${name}”`, `${id} shows '${record.name ?? ''}', not '${name}'`)
      found.push(`${id}: ${record.name ?? record.id}`)
    }
    return { zh: `按电话号码找到 ${found.join('、')}`, en: `Found by the phone number: ${found.join(', ')}` }
  }
}

/** The facts once there is a record, or as they are when none comes. */
async function readFacts (scene: Scene, contact: string, source: string, name: string | undefined): Promise<Partial<Facts>> {
  let latest: Partial<Facts> = {}
  await scene.waitForHub(async () => {
    const { items } = await scene.hub.get<{ items: Facts[] }>(`/contacts/${contact}/facts`)
    latest = items.find((facts) => facts.source === source) ?? {}
    return latest.record !== undefined && (name === undefined || latest.record.name === name) ? latest : undefined
  })
  return latest
}
