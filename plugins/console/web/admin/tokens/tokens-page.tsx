import { useState } from 'react'
import { Button, Form, Input, Select, Tag, Typography } from 'antd'
import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client.js'
import { keys } from '../../api/query.js'
import type { ApiToken, Role } from '../../api/types.js'
import { common } from '../../words/common.js'
import { Ago, useDates } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { Asked } from '../../parts/asked.js'
import { FormDialog } from '../../parts/form-dialog.js'
import { useList } from '../parts/list-query.js'
import { AdminPage } from '../parts/page.js'
import { Records, type Column } from '../parts/records.js'
import { SecretDialog, type Secret } from '../parts/secret-dialog.js'
import { RevokeButton } from './revoke-button.js'
import { words } from './words.js'

const ROLES: readonly Role[] = ['agent', 'leader', 'administrator']

/** The keys of other programs. */
export default function TokensPage () {
  const own = useWords(words)
  const tokens = useList<ApiToken>(keys.tokens, '/tokens')
  const [isCreating, setCreating] = useState(false)
  const [secret, setSecret] = useState<Secret>()
  const columns = useColumns()
  return (
    <AdminPage section='tokens' what={own.what} actions={<Button type='primary' icon={<PlusOutlined />} onClick={() => { setCreating(true) }}>{own.add}</Button>}>
      <Asked query={tokens}>
        {(items) => <Records<ApiToken> records={items} idOf={({ id }) => id} columns={columns} empty={own.none} />}
      </Asked>
      {isCreating && <TokenDialog onCreated={(name, value) => { setSecret({ title: own.newToken(name), label: own.token, value }) }} onClose={() => { setCreating(false) }} />}
      <SecretDialog secret={secret} onClose={() => { setSecret(undefined) }} />
    </AdminPage>
  )
}

function useColumns (): Array<Column<ApiToken>> {
  const own = useWords(words)
  const { roles, actions } = useWords(common)
  const { day } = useDates()
  return [
    { title: own.name, key: 'name', render: ({ name, revokedAt }) => <Typography.Text strong={revokedAt === undefined} {...(revokedAt !== undefined && { type: 'secondary' })}>{name}</Typography.Text> },
    { title: own.role, key: 'role', render: ({ role }) => roles[role] },
    { title: own.created, key: 'createdAt', render: ({ createdAt }) => day(createdAt) },
    { title: own.lastUsed, key: 'lastUsedAt', render: ({ lastUsedAt }) => lastUsedAt === undefined ? own.never : <Ago at={lastUsedAt} /> },
    { title: actions, key: 'actions', width: 90, render: (token) => token.revokedAt === undefined ? <RevokeButton token={token} /> : <Tag>{own.revoked}</Tag> }
  ]
}

function TokenDialog ({ onCreated, onClose }: { onCreated: (name: string, token: string) => void, onClose: () => void }) {
  const own = useWords(words)
  const { required, roles } = useWords(common)
  const client = useQueryClient()
  async function save (fields: { name: string, role: Role }): Promise<void> {
    const { token } = await api.post<{ token: string }>('/tokens', fields)
    onCreated(fields.name, token)
    await client.invalidateQueries({ queryKey: keys.tokens })
  }
  return (
    <FormDialog<{ name: string, role: Role }> title={own.add} initial={{ role: 'agent' }} submit={save} onClose={onClose}>
      <Form.Item name='name' label={own.name} rules={[{ required: true, whitespace: true, message: required }]}>
        <Input autoComplete='off' maxLength={64} autoFocus />
      </Form.Item>
      <Form.Item name='role' label={own.role}>
        <Select options={ROLES.map((value) => ({ value, label: roles[value] }))} />
      </Form.Item>
    </FormDialog>
  )
}
