import { make } from './element.js'
import { matchSuggestions } from './suggestion.js'

/** Suggestions that are shown while the visitor types. */
const most = 3

/** The suggestions above the text field. */
export interface SuggestionList {
  element: HTMLElement
  /** Shows what fits a text, of these. */
  update: (suggestions: readonly string[], text: string) => void
}

/** Makes the list; a tap picks a suggestion. */
export function makeSuggestionList (label: string, onPick: (text: string) => void): SuggestionList {
  const element = make('div', { class: 'choices suggestions hints', role: 'group', 'aria-label': label })
  let shown = ''
  return {
    element,
    update: (suggestions, text) => {
      const found = matchSuggestions(suggestions, text, most)
      const key = found.join('\n')
      // What stays in place keeps the focus.
      if (key === shown) return
      shown = key
      element.replaceChildren(...found.map((suggestion) => make('button', { type: 'button', onclick: () => onPick(suggestion) }, suggestion)))
    }
  }
}
