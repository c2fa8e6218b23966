const remarks = ['昨天下的单，现在到哪里了', '收到了，颜色和图片不太一样', '可以开增值税专用票吗', 'ok thanks', '周末能送到吗？我白天不在家', '另外一件什么时候补货']

/**
 * What customers write; no shipped rule of the bot answers it.
 * @param {number} index
 */
export function remarkAt (index) {
  return /** @type {string} */ (remarks[index % remarks.length])
}
