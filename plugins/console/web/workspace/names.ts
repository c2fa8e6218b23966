import { useCallback, useMemo } from 'react'
import { useLocalized } from '../words/language.js'
import { useAgents, useChannels, useGroups } from './queries.js'

/** Gives the name of a channel by its id; where two channels are of one kind, the id tells them apart. */
export function useChannelName (): (id: string) => string {
  const channels = useChannels()
  const localized = useLocalized()
  const names = useMemo(() => {
    const titles = channels.map((channel) => localized(channel.title))
    return new Map(channels.map((channel, index) => {
      const title = titles[index] ?? channel.id
      return [channel.id, titles.indexOf(title) === titles.lastIndexOf(title) ? title : `${title} ${channel.id}`]
    }))
  }, [channels, localized])
  return useCallback((id) => names.get(id) ?? id, [names])
}

/** Gives the name of an agent by id. */
export function useAgentName (): (id: string) => string {
  const agents = useAgents()
  const names = useMemo(() => new Map(agents.map(({ id, name }) => [id, name])), [agents])
  return useCallback((id) => names.get(id) ?? id, [names])
}

/** Gives the name of a group by id. */
export function useGroupName (): (id: string) => string {
  const groups = useGroups()
  const names = useMemo(() => new Map(groups.map(({ id, name }) => [id, name])), [groups])
  return useCallback((id) => names.get(id) ?? id, [names])
}
