import t from 'tap'
import { checkMenu, type Menu } from '../../src/api/menu-schema.js'
import { openHub } from '../stand.js'

t.test('accepts a menu with every kind of button', async (t) => {
  t.doesNotThrow(() => checkMenu({
    button: [
      { name: '联系客服', type: 'click', key: 'KF' },
      { name: '商城', type: 'miniprogram', appid: 'wx1', pagepath: 'a', url: 'https://example.com/' },
      {
        name: '更多',
        sub_button: [
          { name: '官网', type: 'view', url: 'https://example.com/' },
          { name: '扫码', type: 'scancode_waitmsg', key: 'scan' },
          { name: '位置', type: 'location_select', key: 'place' },
          { name: '图文', type: 'article_id', article_id: 'a' },
          { name: '图片', type: 'media_id', media_id: 'm' }
        ]
      }
    ]
  }))
})

t.test('lists every mistake with its place', async (t) => {
  const menu: Menu = {
    button: [
      { name: '一二三四五六', type: 'click' },
      { name: 'b', type: 'view', key: 'k'.repeat(129) },
      { name: 'c', type: 'click', key: 'k', sub_button: [{ name: '字'.repeat(21), type: 'miniprogram' }, { name: 'd', sub_button: [] } as never, { name: 'e', type: 'view', url: `https://e/${'x'.repeat(1024)}` }] }
    ]
  }
  t.throws(() => checkMenu(menu), {
    code: 'WECHAT_ERR_MENU',
    message: new RegExp([
      'menu\\.button\\[0\\]\\.name is longer than 16 bytes', 'menu\\.button\\[0\\] of type click needs key',
      'menu\\.button\\[1\\]\\.key is longer than 128 bytes', 'menu\\.button\\[1\\] of type view needs url',
      'menu\\.button\\[2\\] has both type and sub_button', 'menu\\.button\\[2\\]\\.sub_button\\[0\\]\\.name is longer than 60 bytes',
      'sub_button\\[0\\] of type miniprogram needs appid', 'needs pagepath', 'needs url', 'sub_button\\[2\\]\\.url is longer than 1024 bytes'
    ].join('.*'))
  })
  t.throws(() => checkMenu({ button: [{ name: 'a' }] }), { message: /menu\.button\[0\] needs a type or sub_button/ })
})

t.test('does not start with a menu that WeChat would refuse', async (t) => {
  await t.rejects(openHub(t, { menu: { button: [{ name: 'a', type: 'click' }] } }), { code: 'WECHAT_ERR_MENU' })
})
