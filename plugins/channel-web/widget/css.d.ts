/** A stylesheet as text; esbuild's text loader fills it in. */
declare module '*.css' {
  const text: string
  export default text
}
