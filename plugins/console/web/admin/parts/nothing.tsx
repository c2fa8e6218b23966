import { Empty } from 'antd'

/** Stands in an empty list and says how something gets there. */
export function Nothing ({ says }: { says: string }) {
  return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={says} />
}
