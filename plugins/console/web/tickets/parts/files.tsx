import type { TicketDetail } from '../../api/types.js'
import { useWords } from '../../words/language.js'
import { useTicketActions } from '../actions.js'
import { useUpload } from '../upload.js'
import { words } from '../words.js'
import { FileButton } from './file-button.js'
import { FileList } from './file-list.js'

/** The files of a ticket, and how to add one. */
export function Files ({ ticket: { id, files } }: { ticket: TicketDetail }) {
  const own = useWords(words)
  const { change } = useTicketActions(id)
  const { uploading, add } = useUpload((file) => { change.mutate({ addFiles: [file] }) })
  return (
    <section className='ticket-part'>
      <h3>{own.files}</h3>
      <FileList ticket={id} files={files} />
      <FileButton uploading={uploading} onFiles={(chosen) => { add(chosen) }} />
    </section>
  )
}
