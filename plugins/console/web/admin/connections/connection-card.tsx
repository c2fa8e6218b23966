import { Card, Flex, Tag, Typography } from 'antd'
import type { Connection } from '../../api/types.js'
import { useLocalized, useWords } from '../../words/language.js'
import { Endpoints } from '../parts/endpoints.js'
import { HealthTag } from '../parts/health-tag.js'
import { BackfillSection } from './backfill-section.js'
import { ErrorList } from './error-list.js'
import { FilesSection } from './files-section.js'
import { PullSection } from './pull-section.js'
import { RunState } from './run-state.js'
import { Trouble } from './trouble.js'
import { words } from './words.js'

/** One connected system. */
export function ConnectionCard ({ connection, answeredAt }: { connection: Connection, answeredAt: number }) {
  const own = useWords(words)
  const localized = useLocalized()
  const { id, kind, title, state, reason, endpoints, poll, files, errors } = connection
  const heading = (
    <Flex gap={8} align='center' wrap>
      {localized(title)}
      <Typography.Text type='secondary' style={{ fontWeight: 400 }}>{id}</Typography.Text>
      <Tag>{own.kinds[kind]}</Tag>
      <HealthTag state={state} />
    </Flex>
  )
  return (
    <Card className='connection-card' size='small' title={heading} role='region' aria-label={`${localized(title)} ${id}`}>
      <Trouble connection={connection} />
      {kind === 'crm' && <PullSection connection={connection} />}
      {kind === 'crm' && <BackfillSection connection={connection} answeredAt={answeredAt} />}
      {poll !== undefined && <section><h2>{own.poll}</h2><RunState run={poll} told={reason} /></section>}
      <Endpoints endpoints={endpoints} title={localized(title)} />
      {files !== undefined && <FilesSection files={files} told={reason} />}
      {kind === 'notifier' && state === 'ok' && <Typography.Text type='secondary'>{own.notifierFine}</Typography.Text>}
      {errors.length > 0 && <ErrorList errors={errors} kind={kind} />}
    </Card>
  )
}
