import { useRef, useState } from 'react'
import { Button } from 'antd'
import { PauseOutlined, CaretRightOutlined } from '@ant-design/icons'
import { mediaUrl } from '../../../api/address.js'
import type { Content } from '../../../api/types.js'
import { useWords } from '../../../words/language.js'
import { toClock } from '../../durations.js'
import { words } from '../../words.js'
import { DownloadLink } from './download-link.js'
import { MediaGate } from './media-gate.js'

/** Whoever speaks now; one voice at a time. */
let speaking: HTMLAudioElement | undefined

/** A voice note with its player, and what was said when the platform knows. */
export function VoiceView ({ message, content: { media, durationMs, transcript } }: { message: string, content: Extract<Content, { type: 'voice' }> }) {
  const { content } = useWords(words)
  const audio = useRef<HTMLAudioElement>(null)
  const [isPlaying, setPlaying] = useState(false)
  const [isUnplayable, setUnplayable] = useState(false)
  const [positionMs, setPosition] = useState(0)
  const [lengthMs, setLength] = useState(durationMs ?? 0)

  const toggle = (): void => {
    const element = audio.current
    if (element === null) return
    if (isPlaying) {
      element.pause()
      return
    }
    if (speaking !== element) speaking?.pause()
    speaking = element
    element.play().catch(() => { setUnplayable(true) })
  }

  return (
    <MediaGate media={media}>
      <div className='content-voice'>
        <Button
          shape='circle'
          size='small'
          disabled={isUnplayable}
          icon={isPlaying ? <PauseOutlined /> : <CaretRightOutlined />}
          aria-label={isPlaying ? content.pause : content.play}
          onClick={toggle}
        />
        <input
          type='range'
          min={0}
          max={Math.max(lengthMs, 1)}
          value={Math.min(positionMs, Math.max(lengthMs, 1))}
          disabled={isUnplayable}
          aria-label={content.position}
          aria-valuetext={`${toClock(positionMs)} / ${toClock(lengthMs)}`}
          onChange={(event) => {
            if (audio.current !== null) audio.current.currentTime = Number(event.target.value) / 1000
          }}
        />
        <time>{toClock(isPlaying || positionMs > 0 ? positionMs : lengthMs)}</time>
        <audio
          ref={audio}
          src={mediaUrl(message, 'media')}
          preload='none'
          onPlay={() => { setPlaying(true) }}
          onPause={() => { setPlaying(false) }}
          onEnded={() => { setPosition(0) }}
          onTimeUpdate={(event) => { setPosition(event.currentTarget.currentTime * 1000) }}
          onLoadedMetadata={(event) => {
            const { duration } = event.currentTarget
            if (Number.isFinite(duration)) setLength(duration * 1000)
          }}
          onError={() => { setUnplayable(true) }}
        />
      </div>
      {isUnplayable && <div className='content-small'>{content.unplayable} <DownloadLink message={message} name={media.name} /></div>}
      {transcript !== undefined && <div className='content-transcript'>{transcript}</div>}
    </MediaGate>
  )
}
