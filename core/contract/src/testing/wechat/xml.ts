import { XMLParser, XMLValidator } from 'fast-xml-parser'

/** The elements of a message in order. `null` leaves an element out, numbers and bigints stand bare, texts stand in CDATA. */
export interface XmlFields { [name: string]: XmlValue | readonly XmlValue[] }

/** The content of one element. */
export type XmlValue = string | number | bigint | null | XmlFields

/** The elements of an answer: texts, or nested elements. */
export interface XmlAnswer { [name: string]: string | XmlAnswer | ReadonlyArray<string | XmlAnswer> }

const parser = new XMLParser({ ignoreAttributes: true, ignoreDeclaration: true, parseTagValue: false, processEntities: true, htmlEntities: true })
const foreignEntity = /&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)/

/** Writes a message as the platform does. */
export function writeXml (fields: XmlFields): string {
  return `<xml>${writeElements(fields)}</xml>`
}

/** Wraps a text so that no text can close the section. */
export function writeCdata (text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}

/** Reads an answer strictly. @returns undefined for what is not well-formed, has a document type or another root than `xml` */
export function readXml (text: string): XmlAnswer | undefined {
  const markup = text.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '')
  if (markup.includes('<!') || foreignEntity.test(markup) || XMLValidator.validate(text) !== true) return undefined
  const document = parser.parse(text) as XmlAnswer
  const root = document.xml
  return Object.keys(document).length === 1 && typeof root === 'object' && !Array.isArray(root) ? root as XmlAnswer : undefined
}

function writeElements (fields: XmlFields): string {
  let xml = ''
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value as readonly XmlValue[] : [value as XmlValue]) {
      if (one !== null) xml += `<${name}>${writeValue(one)}</${name}>`
    }
  }
  return xml
}

function writeValue (value: Exclude<XmlValue, null>): string {
  if (typeof value === 'string') return writeCdata(value)
  return typeof value === 'object' ? writeElements(value) : String(value)
}
