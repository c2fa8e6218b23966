import { defineWords } from './define-words.js'

/** What many screens say. */
export const common = defineWords({
  zh: {
    save: '保存',
    cancel: '取消',
    close: '关闭',
    edit: '编辑',
    remove: '删除',
    copy: '复制',
    copied: '已复制',
    saved: '已保存',
    retry: '重试',
    refresh: '刷新',
    more: '加载更多',
    loading: '加载中',
    done: '完成',
    back: '返回',
    none: '无',
    name: '姓名',
    actions: '操作',
    required: '必填',
    roles: { administrator: '管理员', leader: '组长', agent: '客服' },
    presence: { online: '在线', busy: '忙碌', away: '离开', offline: '离线' },
    media: {
      text: '文字',
      image: '[图片]',
      voice: '[语音]',
      video: '[视频]',
      file: '[文件]',
      location: '[位置]',
      link: '[链接]',
      card: '[卡片]',
      event: '[事件]',
      menu: '[菜单]',
      template: '[模板消息]',
      unsupported: '[暂不支持的消息]'
    },
    failed: {
      network: '连接不到服务器。请检查网络后重试。',
      forbidden: '您没有这个权限。',
      missing: '找不到了，可能已被删除。',
      limited: '操作太频繁，请稍等片刻再试。',
      server: '服务器出错了，请稍后重试。',
      request: (id: string) => `请求编号 ${id}`
    }
  },
  en: {
    save: 'Save',
    cancel: 'Cancel',
    close: 'Close',
    edit: 'Edit',
    remove: 'Delete',
    copy: 'Copy',
    copied: 'Copied',
    saved: 'Saved',
    retry: 'Try again',
    refresh: 'Refresh',
    more: 'Load more',
    loading: 'Loading',
    done: 'Done',
    back: 'Back',
    none: 'None',
    name: 'Name',
    actions: 'Actions',
    required: 'Required',
    roles: { administrator: 'Administrator', leader: 'Leader', agent: 'Agent' },
    presence: { online: 'Online', busy: 'Busy', away: 'Away', offline: 'Offline' },
    media: {
      text: 'text',
      image: '[Image]',
      voice: '[Voice]',
      video: '[Video]',
      file: '[File]',
      location: '[Location]',
      link: '[Link]',
      card: '[Card]',
      event: '[Event]',
      menu: '[Menu]',
      template: '[Template message]',
      unsupported: '[Unsupported message]'
    },
    failed: {
      network: 'The server cannot be reached. Check the network and try again.',
      forbidden: 'You are not allowed to do this.',
      missing: 'It is not there any more.',
      limited: 'Too many requests. Wait a moment and try again.',
      server: 'The server failed. Try again later.',
      request: (id: string) => `Request ${id}`
    }
  }
})
