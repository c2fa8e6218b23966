import { Alert, Button, Flex, Input, Modal } from 'antd'
import { common } from '../../words/common.js'
import { useWords } from '../../words/language.js'
import { words } from '../words.js'
import { CopyButton } from './copy-button.js'

/** Something that is shown once. */
export interface Secret { title: string, label: string, value: string }

/** Shows a secret until somebody says that they have it; nothing else closes it. */
export function SecretDialog ({ secret, onClose }: { secret: Secret | undefined, onClose: () => void }) {
  const own = useWords(words)
  const { done } = useWords(common)
  return (
    <Modal
      open={secret !== undefined}
      title={secret?.title}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={<Button type='primary' onClick={onClose}>{done}</Button>}
    >
      {secret !== undefined && (
        <Flex vertical gap={12}>
          <Alert type='warning' showIcon title={own.onceOnly} />
          <Flex gap={8}>
            <Input readOnly value={secret.value} aria-label={secret.label} style={{ fontFamily: 'monospace' }} onFocus={({ target }) => { target.select() }} />
            <CopyButton text={secret.value} of={secret.label} />
          </Flex>
        </Flex>
      )}
    </Modal>
  )
}
