import type { CliContext, Output } from './context.js'

const STYLES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], cyan: [36, 39] } as const

/** Colours a text. */
export type Paint = (style: keyof typeof STYLES, text: string) => string

/** Whether colours may be used: on a terminal, unless `NO_COLOR` says otherwise. @see https://no-color.org */
export function hasColours (output: Output, context: CliContext): boolean {
  return output.isTTY && (context.env['NO_COLOR'] ?? '') === '' && context.env['TERM'] !== 'dumb'
}

/** Makes a `Paint` that leaves texts as they are where colours may not be used. */
export function createPaint (output: Output, context: CliContext): Paint {
  if (!hasColours(output, context)) return (_, text) => text
  return (style, text) => `\u001b[${STYLES[style][0]}m${text}\u001b[${STYLES[style][1]}m`
}
