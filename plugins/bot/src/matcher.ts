import type { Content } from '@kefuhub/contract'
import { Keywords } from './keywords.js'
import type { Rule } from './rule.js'

interface CompiledRule {
  rule: Rule
  /** Its place in the order in which rules are tried. */
  rank: number
  any: readonly number[]
  all: readonly number[]
  none: readonly number[]
}

/** Finds the first of many rules that a message keeps. Made once, when the rules are read. */
export class Matcher {
  readonly #keywords = new Keywords()
  /** In the order in which they are tried, by what they look at: `type:text`, `event:follow`. */
  readonly #rules = new Map<string, CompiledRule[]>()

  constructor (rules: readonly Rule[]) {
    // The sort is stable: the file's order stays among equals.
    const ordered = rules.toSorted((a, b) => (b.priority ?? 0) - (a.priority ?? 0))
    for (const [rank, rule] of ordered.entries()) {
      const number = (keyword: string): number => this.#keywords.add(keyword)
      const compiled: CompiledRule = {
        rule,
        rank,
        any: (rule.any ?? []).map(number),
        all: (rule.all ?? []).map(number),
        none: (rule.none ?? []).map(number)
      }
      for (const subject of subjectsOf(rule)) {
        const list = this.#rules.get(subject) ?? []
        this.#rules.set(subject, list)
        list.push(compiled)
      }
    }
  }

  /** The first rule that a message keeps. */
  match (content: Content): Rule | undefined {
    const rules = this.#rules.get(`type:${content.type}`) ?? []
    const eventRules = content.type === 'event' ? this.#rules.get(`event:${content.name}`) ?? [] : []
    if (rules.length === 0 && eventRules.length === 0) return undefined
    const found = this.#keywords.findIn(textOf(content))
    const isKept = ({ any, all, none }: CompiledRule): boolean => (any.length === 0 || any.some((keyword) => found[keyword] === 1)) &&
      all.every((keyword) => found[keyword] === 1) && !none.some((keyword) => found[keyword] === 1)
    const byType = rules.find(isKept)
    const byEvent = eventRules.find(isKept)
    return (byEvent !== undefined && byEvent.rank < (byType?.rank ?? Infinity) ? byEvent : byType)?.rule
  }
}

function subjectsOf ({ types, events }: Rule): string[] {
  const looksAt = types ?? (events === undefined ? ['text'] : [])
  return [...looksAt.map((type) => `type:${type}`), ...(events ?? []).map((name) => `event:${name}`)]
}

/** What a message says in words. */
export function textOf (content: Content): string {
  switch (content.type) {
    case 'text': return content.text
    case 'voice': return content.transcript ?? ''
    case 'event': return content.key ?? ''
    case 'link': case 'card': return `${content.title}\n${content.description ?? ''}`
    case 'video': return `${content.title ?? ''}\n${content.description ?? ''}`
    case 'file': return content.name
    case 'location': return content.label ?? ''
    case 'menu': case 'template': return content.text
    case 'form': return [content.title, ...content.fields.map(({ value }) => String(value)), content.text ?? ''].join('\n')
    case 'unsupported': return content.text ?? ''
    case 'image': return ''
  }
}
