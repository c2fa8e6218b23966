import { Button, Form, Select } from 'antd'
import { common } from '../words/common.js'
import { useWords } from '../words/language.js'

/** One choice that narrows a list down. */
export interface Filter<N extends string> { name: N, label: string, options: Array<{ value: string, label: string }> }

interface Props<F extends object> {
  filters: ReadonlyArray<Filter<keyof F & string>>
  chosen: F
  onChange: (chosen: F) => void
  /** Of 24 columns. */
  labelSpan: number
  className: string
}

/** What narrows a list down. */
export function FilterForm<F extends object> ({ filters, chosen, onChange, labelSpan, className }: Props<F>) {
  const { anyOf, clearFilters } = useWords(common)
  const values = chosen as Readonly<Record<string, string | undefined>>
  // The options of a filter are its values.
  const set = (name: string, value: string | undefined): void => {
    const { [name]: _, ...others } = values
    onChange((value === undefined ? others : { ...others, [name]: value }) as F)
  }
  return (
    <Form layout='horizontal' labelAlign='left' colon={false} labelCol={{ span: labelSpan }} size='small' className={className}>
      {filters.map(({ name, label, options }) => (
        <Form.Item key={name} label={label} htmlFor={`filter-${name}`}>
          <Select
            id={`filter-${name}`}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={anyOf}
            value={values[name] ?? null}
            options={options}
            onChange={(value: string | null | undefined) => { set(name, value ?? undefined) }}
          />
        </Form.Item>
      ))}
      <Button size='small' block disabled={Object.keys(chosen).length === 0} onClick={() => { onChange({} as F) }}>{clearFilters}</Button>
    </Form>
  )
}
