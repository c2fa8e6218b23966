import t, { type Test } from 'tap'
import type { Page } from 'playwright-core'
import { findBarriers, openBrowser, servePage } from '../support/browser.js'
import { createHubFolder } from '../support/hub-process.js'
import { findFreePort } from '../support/port.js'

// A hub is started twice, and a browser.
t.setTimeout(300_000)

const status = { id: 'new', title: { zh: '新建', en: 'New' }, state: 'new' }
const types = [
  {
    id: 'repair',
    title: { zh: '报修', en: 'Repair' },
    form: true,
    fields: [
      { name: 'product', title: { zh: '产品', en: 'Product' }, required: true, maxLength: 50 },
      { name: 'story', title: { zh: '经过', en: 'Story' } },
      { name: 'count', title: { zh: '数量', en: 'How many' }, type: 'number' },
      { name: 'fault', title: { zh: '故障', en: 'Fault' }, type: 'choice', required: true, choices: ['破损', '缺件'] },
      { name: 'boughtOn', title: { zh: '购买日期', en: 'Bought on' }, type: 'date' },
      { name: 'isUrgent', title: { zh: '加急', en: 'Urgent' }, type: 'boolean' }
    ],
    statuses: [status]
  },
  { id: 'praise', title: { zh: '表扬', en: 'Praise' }, form: true, statuses: [status] },
  { id: 'inside', title: { zh: '内部', en: 'Inside' }, statuses: [status] }
]

async function checkBarriers (t: Test, page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    t.same(await findBarriers(page), [], `${name}, ${colorScheme}`)
  }
}

t.test('a visitor fills in a form, hears the number of its ticket, and loses nothing to a hub that is killed', async (t) => {
  const port = await findFreePort()
  const hubUrl = `http://127.0.0.1:${port}`
  const shop = await servePage(t, () => `<!doctype html><html lang="zh"><title>小店</title><h1>小店</h1><script src="${hubUrl}/web/site/widget.js" data-lang="zh" async></script></html>`)
  const { start } = await createHubFolder(t, hubUrl, { server: { port }, tickets: { types }, plugins: [{ id: 'site', use: '@kefuhub/channel-web', options: { origins: [shop] } }] })
  const hub = await start()
  const [, token = ''] = await hub.waitForLine(/API token\s+(kh_\S+)/)
  const ticketsOf = async () => (await (await fetch(`${hubUrl}/api/v1/tickets`, { headers: { authorization: `Bearer ${token}` } })).json() as { items: Array<Record<string, unknown>> }).items
  const page = await (await openBrowser(t)).newPage()
  await page.goto(shop)
  await page.getByRole('button', { name: '打开聊天' }).click()
  const dialog = page.getByRole('dialog')
  const formsButton = dialog.getByRole('button', { name: '填写表单' })

  await formsButton.click()
  t.equal(await dialog.getByRole('button', { name: '内部' }).count(), 0, 'what is no form is not offered')
  await checkBarriers(t, page, 'the choice')
  await dialog.getByRole('button', { name: '报修' }).click()
  const form = dialog.getByRole('form', { name: '报修' })
  const product = form.getByRole('textbox', { name: '产品' })
  t.equal(await product.and(page.locator(':focus')).count(), 1, 'the first field has the focus')
  await form.getByRole('textbox', { name: '数量' }).fill('two')
  await form.getByRole('button', { name: '提交' }).click()
  await form.getByText('请填写“产品”').waitFor()
  await form.getByText('“数量”应为数字').waitFor()
  await form.getByText('请填写“故障”').waitFor()
  t.equal(await product.getAttribute('aria-invalid'), 'true')
  t.equal(await product.and(page.locator(':focus')).count(), 1, 'the first one that is wrong has it')
  await checkBarriers(t, page, 'what is wrong')

  await product.fill('杯子 <b>')
  await form.getByRole('textbox', { name: '数量' }).fill('2')
  await page.keyboard.press('Escape')
  await dialog.getByRole('textbox', { name: '输入消息…' }).waitFor()
  await formsButton.click()
  await dialog.getByRole('button', { name: '报修' }).click()
  t.equal(await product.inputValue(), '杯子 <b>', 'what was typed stays')
  await form.getByRole('combobox', { name: '故障' }).selectOption('破损')
  await form.getByLabel('购买日期').fill('2026-01-31')
  await form.getByRole('checkbox', { name: '加急' }).check()
  await form.getByRole('textbox', { name: '补充说明' }).fill('杯底裂了')

  await hub.kill()
  await form.getByRole('button', { name: '提交' }).click()
  await dialog.getByText('发送中…').waitFor()
  await start()
  await dialog.getByRole('log').getByText(/我们收到了您的“报修”，工单号为 \d+。/).waitFor()
  await checkBarriers(t, page, 'a form that was sent')
  const tickets = await ticketsOf()
  t.match(tickets, [{
    type: 'repair', subject: '报修 · 杯底裂了', description: '杯底裂了', createdBy: { kind: 'customer' }, fields: { product: '杯子 <b>', count: 2, fault: '破损', boughtOn: '2026-01-31', isUrgent: true }
  }])
  t.equal(tickets.length, 1)
  await dialog.getByText(`工单号为 ${tickets[0]?.['number'] as string}。`).waitFor()

  await page.reload()
  await page.getByRole('button', { name: '打开聊天' }).click()
  for (const text of ['杯子 <b>', '破损', '是', '杯底裂了']) await dialog.getByRole('log').getByText(text, { exact: true }).first().waitFor()
})
