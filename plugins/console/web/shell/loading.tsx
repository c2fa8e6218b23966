import { Spin } from 'antd'
import { common } from '../words/common.js'
import { useWords } from '../words/language.js'

/** Fills its place while something is on its way. Comes up late, so that quick answers do not flicker. */
export function Loading () {
  const { loading } = useWords(common)
  return (
    <div role='status' aria-label={loading} style={{ display: 'grid', placeItems: 'center', height: '100%', minHeight: 120 }}>
      <Spin delay={300} />
    </div>
  )
}
