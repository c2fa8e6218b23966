import t from 'tap'
import { startStand } from './stand.js'

const click = (name = '客服', key = 'KF') => ({ type: 'click', name, key })
const view = (url = 'https://example.com/') => ({ type: 'view', name: '网站', url })
const parent = (...entries: unknown[]) => ({ name: '更多', sub_button: entries })

t.test('keeps a menu until it is deleted', async (t) => {
  const { get, post } = await startStand(t)
  t.match(await get('/cgi-bin/menu/get'), { errcode: 46003, errmsg: /menu no exist/ })
  t.match(await get('/cgi-bin/get_current_selfmenu_info'), { is_menu_open: 0, selfmenu_info: { button: [] } })
  t.match(await post('/cgi-bin/menu/create', { button: [click(), view(), parent(click(), view())] }), { errcode: 0 })
  t.same(await get('/cgi-bin/menu/get'), { menu: { button: [{ sub_button: [], ...click() }, { sub_button: [], ...view() }, parent(click(), view())] } })
  t.match(await get('/cgi-bin/get_current_selfmenu_info'), { is_menu_open: 1, selfmenu_info: { button: { length: 3 } } })
  t.match(await get('/cgi-bin/menu/delete'), { errcode: 0 })
  t.match(await get('/cgi-bin/menu/get'), { errcode: 46003 })
})

t.test('takes every type of entry with its fields', async (t) => {
  const { post } = await startStand(t, { miniPrograms: ['wx1'] })
  const keyed = ['scancode_push', 'scancode_waitmsg', 'pic_sysphoto', 'pic_photo_or_album', 'pic_weixin', 'location_select']
  for (const type of keyed) t.match(await post('/cgi-bin/menu/create', { button: [{ type, name: 'n', key: 'k' }] }), { errcode: 0 }, type)
  const others = [{ type: 'miniprogram', name: 'n', url: 'http://u/', appid: 'wx1', pagepath: 'p' }, { type: 'media_id', name: 'n', media_id: 'M' }, { type: 'article_id', name: 'n', article_id: 'A' }]
  t.match(await post('/cgi-bin/menu/create', { button: others }), { errcode: 0 })
})

t.test('refuses what breaks a limit', async (t) => {
  const { get, post } = await startStand(t)
  const cases: Array<[string, unknown, number]> = [
    ['nothing', undefined, 40016], ['no entry', [], 40016], ['four entries', [click(), click(), click(), click()], 40016], ['no object', ['x'], 40017],
    ['unknown type', [{ type: 'dance', name: 'n' }], 40017], ['no type', [{ name: 'n' }], 40017], ['no media', [{ type: 'media_id', name: 'n' }], 40017],
    ['no name', [{ type: 'click', key: 'k' }], 40018], ['17 bytes of name', [click('x'.repeat(17))], 40018], ['parent of 17 bytes', [{ name: 'x'.repeat(17), sub_button: [click()] }], 40018],
    ['no key', [{ type: 'click', name: 'n' }], 40019], ['129 bytes of key', [click('n', 'k'.repeat(129))], 40019],
    ['no url', [{ type: 'view', name: 'n' }], 40020], ['1025 bytes of url', [view('h'.repeat(1_025))], 40020],
    ['six sub-entries', [parent(click(), click(), click(), click(), click(), click())], 40023],
    ['three levels', [parent(parent(click()))], 40022], ['sub-entry no object', [parent('x')], 40024], ['sub-entry of unknown type', [parent({ type: 'dance', name: 'n' })], 40024],
    ['61 bytes of sub-name', [parent(click('x'.repeat(61)))], 40025], ['129 bytes of sub-key', [parent(click('n', 'k'.repeat(129)))], 40026], ['1025 bytes of sub-url', [parent(view('h'.repeat(1_025)))], 40027],
    ['a mini-program that is not linked', [{ type: 'miniprogram', name: 'n', url: 'http://u/', appid: 'wx1', pagepath: 'p' }], 45064]
  ]
  for (const [name, button, errcode] of cases) t.equal((await post('/cgi-bin/menu/create', { button })).errcode, errcode, name)
  t.match(await get('/cgi-bin/menu/get'), { errcode: 46003 }, 'nothing of it is kept')
  t.match(await post('/cgi-bin/menu/create', { button: [click('x'.repeat(16), 'k'.repeat(128)), parent(click('x'.repeat(60)))] }), { errcode: 0 }, 'the limits themselves are allowed')
})

t.test('refuses escapes, and the wrong methods', async (t) => {
  const { get, post } = await startStand(t)
  t.match(await post('/cgi-bin/menu/create', '{"button":[{"type":"click","name":"\\u5ba2","key":"k"}]}'), { errcode: 40033 })
  t.match(await get('/cgi-bin/menu/create'), { errcode: 43002 })
  t.match(await post('/cgi-bin/menu/delete', {}), { errcode: 43001 })
})
