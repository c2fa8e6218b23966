import type { ReactNode } from 'react'
import { Alert, Form, Modal } from 'antd'
import { useMutation } from '@tanstack/react-query'
import { common } from '../words/common.js'
import { useFailure } from '../words/failure.js'
import { useWords } from '../words/language.js'

interface Props<T> {
  title: string
  initial: Partial<T>
  /** What is said of the hub's refusals, by their codes. */
  refusals?: Readonly<Record<string, string>>
  /** Resolves when it is done: then the dialog closes. */
  submit: (fields: T) => Promise<unknown>
  onClose: () => void
  children: ReactNode
}

/** Asks for some fields and keeps them until the hub took them. Is on screen as long as it is rendered. */
export function FormDialog<T extends object> ({ title, initial, refusals, submit, onClose, children }: Props<T>) {
  const { save, cancel } = useWords(common)
  const explain = useFailure(refusals)
  const [form] = Form.useForm<T>()
  const saving = useMutation({ mutationFn: submit, onSuccess: onClose })
  return (
    <Modal
      open
      title={title}
      okText={save}
      cancelText={cancel}
      confirmLoading={saving.isPending}
      mask={{ closable: false }}
      onOk={() => { form.submit() }}
      onCancel={onClose}
    >
      <Form<T> form={form} layout='vertical' initialValues={initial} onFinish={(fields) => { saving.mutate(fields) }}>
        {saving.error !== null && <Form.Item><Alert type='error' showIcon role='alert' title={explain(saving.error)} /></Form.Item>}
        {children}
        {/* Lets Enter send the form: the buttons of the dialog stand outside of it. */}
        <button type='submit' hidden />
      </Form>
    </Modal>
  )
}
