/**
 * One measured figure.
 * @typedef {object} Row
 * @property {string} name figure/store/…, unique in a run
 * @property {number} value
 * @property {string} unit
 * @property {string | null} bound `>= N` or `<= N`; null for a figure that is told beside the others
 * @property {boolean | null} holds null without a bound
 */

const headings = ['name', 'value', 'unit', 'bound', 'holds']

/**
 * Holds a value against its bound.
 * @param {string} name
 * @param {number} value
 * @param {string} unit
 * @param {string | null} [bound] `>= N` or `<= N`
 * @returns {Row}
 */
export function judge (name, value, unit, bound = null) {
  if (bound === null) return { name, value, unit, bound, holds: null }
  const limit = Number(bound.slice(3))
  return { name, value, unit, bound, holds: bound.startsWith('>=') ? value >= limit : value <= limit }
}

/**
 * Writes a value with as many digits as it is worth.
 * @param {number} value
 */
export function formatValue (value) {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(3)))
}

/**
 * Lays the figures out as a table.
 * @param {readonly Row[]} rows
 */
export function formatTable (rows) {
  const lines = [headings, ...rows.map(({ name, value, unit, bound, holds }) => [
    name, formatValue(value), unit, bound ?? '', holds === null ? '' : holds ? 'yes' : 'NO'
  ])]
  const widths = headings.map((_heading, column) => Math.max(...lines.map((line) => /** @type {string} */ (line[column]).length)))
  return lines.map((line) => line.map((cell, column) => {
    const width = /** @type {number} */ (widths[column])
    return column === 1 ? cell.padStart(width) : cell.padEnd(width)
  }).join('  ').trimEnd()).join('\n')
}
