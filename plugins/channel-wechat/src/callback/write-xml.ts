/** The fields of a passive reply; an object is an element with children. */
export interface ReplyFields { [name: string]: string | ReplyFields }

/** Writes fields as the `<xml>` document of a passive reply. Every value stands in CDATA, so that no value can become markup. */
export function writeXml (fields: ReplyFields): string {
  return `<xml>${writeElements(fields)}</xml>`
}

function writeElements (fields: ReplyFields): string {
  let text = ''
  for (const [name, value] of Object.entries(fields)) {
    text += `<${name}>${typeof value === 'string' ? writeCdata(value) : writeElements(value)}</${name}>`
  }
  return text
}

function writeCdata (value: string): string {
  // "]]>" ends a section wherever it stands, so it is split over two.
  return `<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}
