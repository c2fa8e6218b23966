import type { MediaStore } from '../media.js'
import type { Content, ContentType } from '../message.js'

/** The least content of a type. */
export async function exampleOf (type: ContentType, store: MediaStore): Promise<Content> {
  const media = await store.put(Buffer.from('GIF89a'), { name: 'example.gif', mimeType: 'image/gif' })
  const examples: { [T in ContentType]: Extract<Content, { type: T }> } = {
    text: { type: 'text', text: 'hello' },
    image: { type: 'image', media },
    voice: { type: 'voice', media },
    video: { type: 'video', media },
    file: { type: 'file', media, name: 'example.gif' },
    location: { type: 'location', latitude: 31.2, longitude: 121.5 },
    link: { type: 'link', url: 'https://example.org/', title: 'Example' },
    card: { type: 'card', kind: 'example', title: 'Example' },
    event: { type: 'event', name: 'follow' },
    menu: { type: 'menu', text: 'Which?', items: [{ id: '1', label: 'This' }] },
    template: { type: 'template', template: 'example', text: 'hello', values: { name: 'value' } },
    form: { type: 'form', form: 'example', title: 'Example', fields: [{ name: 'what', title: 'What', value: 'this' }] },
    unsupported: { type: 'unsupported', platformType: 'example' }
  }
  return examples[type]
}
