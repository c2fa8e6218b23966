/** Texts of a screen by name; those with values in them are functions. Names may be grouped. */
export interface Words { readonly [name: string]: string | ((...values: never[]) => string) | Words }

/** The texts of an area in both languages. */
export interface Dictionary<W> { readonly zh: W, readonly en: W }

/** The shape of `W`, whatever its texts say. */
export type Wording<W> = { readonly [K in keyof W]: W[K] extends string ? string : W[K] extends (...values: never[]) => string ? W[K] : Wording<W[K]> }

/** Makes a dictionary. The Chinese texts decide which names there are; the English ones must have them all. */
export function defineWords<const W extends Words> (dictionary: { zh: W, en: NoInfer<Wording<W>> }): Dictionary<Wording<W>> {
  return dictionary as Dictionary<Wording<W>>
}
