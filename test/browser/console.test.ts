import t, { type Test } from 'tap'
import type { Page } from 'playwright-core'
import { desk, openOffice, shown, widget } from './office.js'

// A hub is started several times, and a browser with three people.
t.setTimeout(300_000)

/** A picture of two by two pixels. */
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxAADEAQAFQoBAlUzdVwAAAAASUVORK5CYII=', 'base64')

/** Waits until a picture of a log is really drawn. */
async function seePicture (page: Page, log: 'widget' | 'desk', count: number): Promise<void> {
  const images = (log === 'widget' ? widget : desk).log(page).locator('img[src*="media"]')
  await images.nth(count - 1).waitFor()
  await images.nth(count - 1).evaluate(async (image: { decode: () => Promise<void> }) => { await image.decode() })
}

t.test('a customer and two agents: first message, reply, pictures both ways, voice, transfer, reload, close', async (t) => {
  const { hire, enter, visit, call } = await openOffice(t)
  const [lin, wang] = [await hire('lin', '小林'), await hire('wang', '小王')]
  const agent = await enter(lin)
  await desk.show(agent, '全部')
  const customer = await visit()
  await widget.open(customer)
  await widget.write(customer, '在吗')
  await desk.open(agent, '在吗')
  await agent.getByRole('button', { name: '接入' }).click()
  await agent.getByRole('button', { name: '接入' }).waitFor({ state: 'detached' })
  await desk.write(agent, '您好，我是小林')
  await widget.see(customer, '您好，我是小林')

  await customer.locator('input[type=file]').setInputFiles({ name: '照片.png', mimeType: 'image/png', buffer: PICTURE })
  await seePicture(customer, 'widget', 1)
  await seePicture(agent, 'desk', 1)
  await agent.locator('input[type=file]').setInputFiles({ name: '图.png', mimeType: 'image/png', buffer: PICTURE })
  await agent.getByRole('button', { name: '发送', exact: true }).click()
  await seePicture(agent, 'desk', 2)
  await seePicture(customer, 'widget', 2)

  await customer.getByRole('button', { name: '录制语音' }).click()
  await customer.getByText('0:01').first().waitFor()
  await customer.getByRole('button', { name: '发送语音' }).click()
  await desk.log(agent).getByRole('button', { name: /播放/ }).first().waitFor()

  await agent.getByRole('button', { name: '转接' }).click()
  const dialog = agent.getByRole('dialog')
  await dialog.getByRole('combobox').first().click()
  await agent.getByTitle('小王').click()
  await dialog.getByRole('button', { name: /转接/ }).click()
  await dialog.waitFor({ state: 'hidden' })

  const second = await enter(wang)
  await desk.show(second, '我的')
  await desk.list(second).getByRole('link').first().click()
  await desk.see(second, '您好，我是小林')
  await desk.write(second, '我是小王，接着为您服务')
  await widget.see(customer, '我是小王，接着为您服务')

  await customer.reload()
  await second.reload()
  await widget.open(customer)
  await widget.write(customer, '好的，谢谢')
  await desk.see(second, '好的，谢谢')
  const texts = ['在吗', '您好，我是小林', '我是小王，接着为您服务', '好的，谢谢']
  t.same(await shown(widget.log(customer), texts), texts)
  t.same(await shown(desk.log(second), texts), texts)
  await desk.see(agent, '好的，谢谢')
  t.same(await shown(desk.log(agent), texts), texts, 'who gave it away may go on reading')

  await second.getByRole('button', { name: '关闭会话' }).click()
  const { items: [conversation] } = await call<{ items: Array<{ id: string, state: string }> }>('GET', '/conversations')
  const { items } = await call<{ items: Array<{ content: { type: string } }> }>('GET', `/conversations/${conversation?.id}/messages`)
  t.same(items.map(({ content }) => content.type).filter((type) => type !== 'event'), ['text', 'text', 'image', 'image', 'voice', 'text', 'text'], 'each once')
})

t.test('what both write while the hub is away arrives once and in order when it is back', async (t) => {
  const { hub, hire, enter, visit, restart } = await openOffice(t)
  const agent = await enter(await hire('lin', '小林'))
  await desk.show(agent, '全部')
  const customer = await visit()
  await widget.open(customer)
  await widget.write(customer, '一')
  await desk.open(agent, '一')
  await desk.write(agent, '甲')
  await widget.see(customer, '甲')
  await hub.kill()
  await widget.write(customer, '二')
  await desk.write(agent, '乙')
  await widget.write(customer, '三')
  await desk.write(agent, '丙')
  await agent.getByText('连接已断开').first().waitFor()
  await restart()
  await compareBoth(t, customer, agent, ['一', '二', '三'], ['甲', '乙', '丙'])
  await widget.write(customer, '四')
  await desk.see(agent, '四')
  await desk.write(agent, '丁')
  await widget.see(customer, '丁')
})

t.test('a network that is cut for 20 s, first the customer\'s and then the agent\'s, loses, doubles and disorders nothing', async (t) => {
  const { street, house, hire, enter, visit } = await openOffice(t)
  const agent = await enter(await hire('lin', '小林'))
  await desk.show(agent, '全部')
  const customer = await visit()
  await widget.open(customer)
  await widget.write(customer, '一')
  await desk.open(agent, '一')
  await desk.write(agent, '甲')
  await widget.see(customer, '甲')
  for (const [index, network] of [street, house].entries()) {
    network.cut()
    await widget.write(customer, ['二', '四'][index] ?? '')
    await desk.write(agent, ['乙', '丁'][index] ?? '')
    // The length of the cut is what is tested.
    await new Promise((resolve) => { setTimeout(resolve, 20_000) })
    await widget.write(customer, ['三', '五'][index] ?? '')
    await desk.write(agent, ['丙', '戊'][index] ?? '')
    network.restore()
    await widget.see(customer, ['丙', '戊'][index] ?? '')
    await desk.see(agent, ['三', '五'][index] ?? '')
  }
  await compareBoth(t, customer, agent, ['一', '二', '三', '四', '五'], ['甲', '乙', '丙', '丁', '戊'])
})

/** Waits until both sides show everything, and checks that each shows it once and in the order of who wrote it. */
async function compareBoth (t: Test, customer: Page, agent: Page, asked: string[], answered: string[]): Promise<void> {
  for (const text of answered) await widget.see(customer, text)
  for (const text of asked) await desk.see(agent, text)
  for (const log of [widget.log(customer), desk.log(agent)]) {
    t.same(await shown(log, asked), asked)
    t.same(await shown(log, answered), answered)
  }
  const all = [...asked, ...answered]
  t.same(await shown(desk.log(agent), all), await shown(widget.log(customer), all), 'both see the same order')
}
