import { make, makeIconButton } from './element.js'
import type { RatingState } from './rating.js'
import { fill } from './words.js'
import type { Words } from './words.js'

const scores = [1, 2, 3, 4, 5]
const longestComment = '1000'

/** The question how the conversation was. */
export interface RatingCard {
  element: HTMLElement
  update: (state: RatingState | undefined) => void
}

/** Makes the card, empty until there is something to ask. */
export function makeRatingCard (words: Words, onRate: (score: number, comment: string) => void, onDismiss: () => void): RatingCard {
  // It is there before its content is, so that a screen reader tells when it comes.
  const element = make('div', { class: 'rating', role: 'status' })
  let shown: RatingState | undefined

  function makeForm (): HTMLElement {
    let score = 0
    const comment = make('textarea', { rows: '2', maxlength: longestComment, placeholder: words.comment, 'aria-label': words.comment, dir: 'auto', hidden: true })
    const submit = make('button', { class: 'submit', hidden: true }, words.rate)
    const stars = scores.map((value) => make('label', {},
      make('input', {
        type: 'radio',
        name: 'score',
        'aria-label': fill(words.stars, { score: value }),
        onchange: () => {
          score = value
          stars.forEach((star, index) => star.classList.toggle('on', index < value))
          comment.hidden = submit.hidden = false
          submit.scrollIntoView({ block: 'nearest' })
        }
      }), '★'))
    return make('form', {
      onsubmit: (event) => {
        event.preventDefault()
        onRate(score, comment.value.trim())
      }
    },
    make('div', { class: 'stars', role: 'radiogroup', 'aria-label': words.howWasIt }, ...stars), comment, submit)
  }

  return {
    element,
    update: (state) => {
      if (state === shown) return
      // A form that is on its way stays as it is, for the case that it comes back.
      const isBack = state === 'asking' && shown === 'sending' && element.querySelector('form') !== null
      shown = state
      for (const part of element.querySelectorAll<HTMLButtonElement>('.submit')) part.disabled = state === 'sending'
      if (isBack || (state === 'sending' && element.firstChild)) return
      element.replaceChildren(...(state === undefined
        ? []
        : [
            make('p', {}, state === 'asking' ? words.howWasIt : state === 'sending' ? words.sending : words.thanks),
            makeIconButton('close', words.notNow, 'dismiss', onDismiss),
            ...(state === 'asking' ? [makeForm()] : [])
          ]))
    }
  }
}
