import { App, Button } from 'antd'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { api } from '../../api/client.js'
import type { Conversation, Page } from '../../api/types.js'
import { useFailure } from '../../words/failure.js'
import { useWords } from '../../words/language.js'
import { toPath } from '../../workspace/address.js'
import { words } from './words.js'

/** Leads to the latest conversation of a contact, beside which stands all that is known of them. */
export function ContactLink ({ contact, name }: { contact: string, name: string }) {
  const own = useWords(words)
  const explain = useFailure()
  const navigate = useNavigate()
  const { message } = App.useApp()
  const opening = useMutation({
    mutationFn: async () => (await api.get<Page<Conversation>>('/conversations', { query: { contact, limit: 1 } })).items[0],
    onSuccess: (conversation) => {
      if (conversation === undefined) message.info(own.noConversation)
      else navigate(toPath(conversation.id))
    },
    onError: (error) => { message.error(explain(error)) }
  })
  return <Button className='row-action connection-contact' type='link' loading={opening.isPending} onClick={() => { opening.mutate() }}>{name}</Button>
}
