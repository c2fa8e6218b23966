import { Card, Flex, theme, Typography } from 'antd'
import type { Channel } from '../../api/types.js'
import { useLocalized, useWords } from '../../words/language.js'
import { Endpoints } from '../parts/endpoints.js'
import { HealthTag } from '../parts/health-tag.js'
import { words } from './words.js'

/** What an operator enters elsewhere for a channel, and what customers see of it. */
export function ChannelCard ({ channel }: { channel: Channel }) {
  const own = useWords(words)
  const localized = useLocalized()
  const { token } = theme.useToken()
  const { id, endpoints, preview, health } = channel
  const title = localized(channel.title)
  const heading = (
    <Flex gap={8} align='center' wrap>
      {title}
      <Typography.Text type='secondary' style={{ fontWeight: 400 }}>{id}</Typography.Text>
      {health !== undefined && <HealthTag state={health.state} />}
    </Flex>
  )
  return (
    <Card className='channel-card' size='small' title={heading}>
      {health?.reason !== undefined && <Typography.Paragraph type='warning'>{health.reason}</Typography.Paragraph>}
      {endpoints.length === 0 && preview === undefined && <Typography.Text type='secondary'>{own.nothing}</Typography.Text>}
      <Endpoints endpoints={endpoints} title={title} snippetWords={own.code} />
      {preview !== undefined && <Preview url={preview} title={title} lineColor={token.colorBorderSecondary} />}
    </Card>
  )
}

/** The page that customers see; one of another address than the console's cannot be framed, only opened. */
function Preview ({ url, title, lineColor }: { url: string, title: string, lineColor: string }) {
  const own = useWords(words)
  const isFramable = new URL(url, document.baseURI).origin === window.location.origin
  return (
    <section aria-label={own.previewOf(title)}>
      <Flex justify='space-between' align='baseline'>
        <h2>{own.preview}</h2>
        <a href={url} target='_blank' rel='noopener noreferrer'>{own.open}</a>
      </Flex>
      {isFramable && <iframe src={url} title={own.previewOf(title)} loading='lazy' style={{ borderColor: lineColor }} />}
    </section>
  )
}
