import t, { type Test } from 'tap'
import type { Page } from 'playwright-core'
import type { TicketForm } from '@kefuhub/contract'
import { EXAMPLE_FORM, type FakeHub } from '@kefuhub/contract/testing'
import { openBrowser } from '../../../../test/support/browser.js'
import { findFreePort } from '../../../../test/support/port.js'
import { openHub } from '../stand.js'

t.setTimeout(120_000)

/** The widget on the page of the preview, open. @param forms may be changed while it is */
async function openWidget (t: Test, forms: TicketForm[], lang: 'zh' | 'en'): Promise<{ hub: FakeHub, page: Page }> {
  const port = await findFreePort()
  const hub = await openHub(t, {}, `http://127.0.0.1:${port}`, forms)
  await hub.app.listen({ host: '127.0.0.1', port })
  const page = await (await openBrowser(t)).newPage({ viewport: { width: 900, height: 800 } })
  await page.goto(`http://127.0.0.1:${port}/web/shop/preview?lang=${lang}`)
  await page.getByRole('button', { name: lang === 'zh' ? '打开聊天' : 'Open chat' }).click()
  await page.getByRole('textbox', { name: lang === 'zh' ? '输入消息…' : 'Write a message…' }).waitFor()
  return { hub, page }
}

t.test('a form that the hub refuses comes back as it was filled in', async (t) => {
  const forms = [structuredClone(EXAMPLE_FORM)]
  const { hub, page } = await openWidget(t, forms, 'en')
  await page.getByRole('button', { name: 'Fill in a form' }).click()
  const form = page.getByRole('form', { name: 'Repair' })
  await form.getByRole('textbox', { name: 'Product' }).fill('Cup')
  await form.getByRole('combobox', { name: 'Fault' }).selectOption('broken')
  await form.getByRole('textbox', { name: 'Details' }).fill('the handle')
  // The operator changed the type since the page was opened.
  const [first] = forms as [TicketForm]
  Object.assign(first.fields[2] ?? {}, { choices: ['missing'] })
  await form.getByRole('textbox', { name: 'Product' }).press('Enter')
  await page.getByText('Something in the form is not right').waitFor()
  t.equal(hub.received.filter(({ content }) => content.type === 'form').length, 0)
  Object.assign(first.fields[2] ?? {}, { choices: ['broken', 'missing'] })
  await page.getByRole('button', { name: 'Try again' }).click()
  t.equal(await form.getByRole('textbox', { name: 'Product' }).inputValue(), 'Cup')
  t.equal(await form.getByRole('combobox', { name: 'Fault' }).inputValue(), 'broken')
  t.equal(await form.getByRole('textbox', { name: 'Details' }).inputValue(), 'the handle')
  await form.getByRole('button', { name: 'Submit' }).click()
  await page.getByRole('img', { name: 'Sent' }).waitFor()
  t.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0)
  t.match(hub.received.at(-1), { trigger: 'message', content: { type: 'form', form: 'repair', title: 'Repair', language: 'en', text: 'the handle', fields: [{ name: 'product', value: 'Cup' }, { name: 'fault', value: 'broken' }, { name: 'isUrgent', value: false }] } })
  await page.getByRole('button', { name: 'Fill in a form' }).click()
  t.equal(await form.getByRole('textbox', { name: 'Product' }).inputValue(), '', 'the next one begins anew')
})

t.test('without forms there is nothing to fill in, and cancelling leads back to the conversation', async (t) => {
  const none = await openWidget(t, [], 'zh')
  await none.page.getByRole('button', { name: '转人工' }).waitFor()
  t.equal(await none.page.getByRole('button', { name: '填写表单' }).count(), 0)
  const { page } = await openWidget(t, [EXAMPLE_FORM], 'zh')
  await page.getByRole('button', { name: '填写表单' }).click()
  t.equal(await page.getByRole('textbox', { name: '输入消息…' }).count(), 0)
  await page.getByRole('button', { name: '取消' }).click()
  t.equal(await page.getByRole('textbox', { name: '输入消息…' }).and(page.locator(':focus')).count(), 1)
})
