import { Alert, Modal, Skeleton } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.js'
import { ApiError } from '../../api/api-error.js'
import { keys } from '../../api/query.js'
import type { Connection, Preview } from '../../api/types.js'
import { common } from '../../words/common.js'
import { useFailure } from '../../words/failure.js'
import { useLocalized, useWords } from '../../words/language.js'
import { PreviewTable } from './preview-table.js'
import { words } from './words.js'

interface Props {
  connection: Connection
  onStart: () => void
  onClose: () => void
}

/** Shows what a back-fill would change, and starts it once somebody has seen that. Is on screen as long as it is rendered. */
export function PreviewDialog ({ connection: { id, title }, onStart, onClose }: Props) {
  const own = useWords(words)
  const { cancel } = useWords(common)
  const localized = useLocalized()
  const preview = useQuery({
    queryKey: [...keys.connections, id, 'preview'],
    queryFn: async ({ signal }) => await api.get<Preview>(`/connections/${encodeURIComponent(id)}/preview`, { signal }),
    // What it shows is decided on: always the present.
    staleTime: Infinity,
    gcTime: 0,
    retry: false
  })
  return (
    <Modal
      open
      width={960}
      title={own.previewOf(localized(title))}
      okText={own.start}
      okButtonProps={{ disabled: preview.data === undefined }}
      cancelText={cancel}
      onOk={() => {
        onStart()
        onClose()
      }}
      onCancel={onClose}
    >
      {preview.isPending && <div role='status' aria-label={own.previewing}>{own.previewing}<Skeleton active title={false} paragraph={{ rows: 5 }} /></div>}
      {preview.error !== null && <PreviewFailure error={preview.error} />}
      {preview.data !== undefined && <PreviewTable preview={preview.data} />}
    </Modal>
  )
}

function PreviewFailure ({ error }: { error: Error }) {
  const own = useWords(words)
  const explain = useFailure()
  // Only the hub knows what the other system said.
  const isAway = error instanceof ApiError && error.code === 'KH_ERR_CONNECTION_AWAY'
  return <Alert type='error' showIcon role='alert' title={own.previewFailed} description={isAway ? error.message : explain(error)} />
}
