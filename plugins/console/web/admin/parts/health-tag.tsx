import { Tag } from 'antd'
import type { PluginHealth } from '../../api/types.js'
import { useWords } from '../../words/language.js'
import { words } from '../plugins/words.js'

const COLORS: Readonly<Record<PluginHealth['state'], string>> = { ok: 'success', degraded: 'warning', down: 'error' }

/** How a plugin is doing, in a word. */
export function HealthTag ({ state }: { state: PluginHealth['state'] }) {
  const { states } = useWords(words)
  return <Tag color={COLORS[state]}>{states[state]}</Tag>
}
