/** Brings text to the form in which it is compared: NFKC, so that full-width forms are equal, and lower case. */
export function foldText (text: string): string {
  // Lower case can leave what NFKC would compose.
  return text.normalize('NFKC').toLowerCase().normalize('NFKC')
}
