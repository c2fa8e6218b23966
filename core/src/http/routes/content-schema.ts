import { Content, MediaRef, Type, type TSchema } from '@kefuhub/contract'
import { named } from '../shape.js'

/** A file of a message. */
export const MediaSchema = Type.Object(MediaRef.properties, { $id: 'Media', additionalProperties: false, description: 'A file, by reference' })

/** The schema's name of one kind of content. */
export const nameOf = (type: string): string => `${type.charAt(0).toUpperCase()}${type.slice(1)}Content`

interface ContentMember { properties: { type: { const: string } } & Record<string, TSchema>, required: string[] }

/** Where a content may hold a file. */
const MEDIA_FIELDS = new Set(['media', 'thumbnail', 'image'])

/** The kinds of content, each under a name of its own: `TextContent`, `ImageContent` … */
export const contentSchemas: TSchema[] = (Content.anyOf as unknown as ContentMember[]).map((member) => {
  const type = member.properties.type.const
  const properties = Object.entries(member.properties).map(([name, schema]) => [name, MEDIA_FIELDS.has(name) ? named(MediaSchema) : schema])
  return { ...member, $id: nameOf(type), properties: Object.fromEntries(properties) as object } as TSchema
})

/** What a message says. `type` decides at once which kind is checked, so that a mistake is told of that kind alone. */
export const ContentSchema = Type.Unsafe<Content>({
  $id: 'Content',
  description: 'What a message says; `type` tells which kind',
  type: 'object',
  discriminator: { propertyName: 'type' },
  oneOf: contentSchemas.map((schema) => named(schema))
})
