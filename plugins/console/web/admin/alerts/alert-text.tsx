import { Flex, Tag, Typography } from 'antd'
import { Link } from 'react-router'
import type { Alert } from '../../api/types.js'
import { isAtLeast } from '../../shell/role.js'
import { useMe } from '../../shell/session.js'
import { useLocalized, useWords } from '../../words/language.js'
import { SECTIONS } from '../sections.js'
import { words as sections } from '../words.js'
import { toCause, toPlace } from './place.js'
import { words } from './words.js'

const COLORS: Readonly<Record<Alert['severity'], string>> = { critical: 'error', warning: 'warning', info: 'default' }

/** What is wrong, why, and what helps. */
export function AlertText ({ alert }: { alert: Alert }) {
  const own = useWords(words)
  const names = useWords(sections)
  const localized = useLocalized()
  const { role } = useMe()
  const { severity, title, reason, resolvedAt } = alert
  const cause = resolvedAt === undefined ? toCause(alert) : undefined
  const place = SECTIONS.find(({ path, needs }) => cause !== undefined && path === toPlace(cause) && isAtLeast(role, needs))?.path
  return (
    <span className='two-lines' style={{ maxWidth: 620 }}>
      <Flex gap={6} align='baseline' wrap>
        <Typography.Text strong>{localized(title)}</Typography.Text>
        <Tag color={COLORS[severity]}>{own.severities[severity]}</Tag>
      </Flex>
      <span className='long-text'>{reason}</span>
      {cause !== undefined && (
        <Typography.Text type='secondary'>
          {own.cures[cause]}
          {place !== undefined && <> {own.see} <Link className='text-link' to={`/admin/${place}`}>{names.sections[place]}</Link></>}
        </Typography.Text>
      )}
    </span>
  )
}
