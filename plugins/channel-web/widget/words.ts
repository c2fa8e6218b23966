/** A language of the widget. */
export type Lang = 'zh' | 'en'

const zh = {
  title: '在线客服',
  open: '打开聊天',
  close: '关闭聊天',
  unread: '{count} 条未读消息',
  online: '在线',
  away: '暂不在线，可以留言',
  connecting: '正在连接…',
  reconnecting: '连接已断开，正在重连…',
  unavailable: '聊天暂时无法使用',
  person: '转人工',
  messages: '消息',
  earlier: '查看更早的消息',
  suggestions: '您可能想问',
  write: '输入消息…',
  send: '发送',
  emoji: '表情',
  file: '发送图片或文件',
  voice: '录制语音',
  recording: '正在录音',
  sendVoice: '发送语音',
  cancelVoice: '取消录音',
  noMicrophone: '无法使用麦克风，请检查浏览器权限',
  sending: '发送中…',
  uploading: '上传中…',
  stored: '已发送',
  failed: '发送失败',
  retry: '重试',
  uploadFailed: '上传失败',
  tooLarge: '“{name}”超过 {max}，无法发送',
  emptyFile: '“{name}”是空文件，无法发送',
  today: '今天',
  yesterday: '昨天',
  typing: '{name}正在输入…',
  you: '我',
  agent: '客服',
  bot: '智能助手',
  image: '图片',
  openImage: '在新标签页中查看图片',
  voiceMessage: '语音消息',
  video: '视频',
  details: '查看详情',
  lostMedia: '文件无法显示',
  tooFast: '发送太频繁，请稍等片刻',
  wrongType: '不支持这种类型的文件',
  tooLong: '文件太大'
}

/** Every text of the widget; `{…}` is filled in by `fill`. */
export type Words = Record<keyof typeof zh, string>

const en: Words = {
  title: 'Customer service',
  open: 'Open chat',
  close: 'Close chat',
  unread: '{count} unread messages',
  online: 'Online',
  away: 'Away. Please leave a message',
  connecting: 'Connecting…',
  reconnecting: 'Connection lost, reconnecting…',
  unavailable: 'Chat is not available right now',
  person: 'Talk to a person',
  messages: 'Messages',
  earlier: 'Show earlier messages',
  suggestions: 'You may want to ask',
  write: 'Write a message…',
  send: 'Send',
  emoji: 'Emoji',
  file: 'Send a picture or file',
  voice: 'Record a voice note',
  recording: 'Recording',
  sendVoice: 'Send voice note',
  cancelVoice: 'Cancel recording',
  noMicrophone: 'The microphone cannot be used. Please check the permissions of your browser',
  sending: 'Sending…',
  uploading: 'Uploading…',
  stored: 'Sent',
  failed: 'Not sent',
  retry: 'Try again',
  uploadFailed: 'The upload failed',
  tooLarge: '“{name}” is larger than {max} and cannot be sent',
  emptyFile: '“{name}” is empty and cannot be sent',
  today: 'Today',
  yesterday: 'Yesterday',
  typing: '{name} is typing…',
  you: 'You',
  agent: 'Agent',
  bot: 'Assistant',
  image: 'Picture',
  openImage: 'Open the picture in a new tab',
  voiceMessage: 'Voice message',
  video: 'Video',
  details: 'See details',
  lostMedia: 'The file cannot be shown',
  tooFast: 'Too many messages in a short time, please wait a moment',
  wrongType: 'Files of this type are not accepted',
  tooLong: 'The file is too large'
}

/** The texts by language. */
export const words: Record<Lang, Words> = { zh, en }

/** Puts values in place of `{name}` in a text. */
export function fill (text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
