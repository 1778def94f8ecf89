// What every list of the desk has: why it is empty, what went wrong, and its pages one after the other.
import { type ReactNode, useEffect, useRef } from 'react'
import { Alert, Button, Space, Table, type TableProps } from 'antd'
import type { Asked } from '../shared/api'
import { usePlace } from '../shared/place'

export const SIZE = 50

interface PageInfo { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }

/** To the page before and the next; where it is stands in the address. */
export function Pager({ info, total, unit = '条' }: { info: PageInfo | undefined; total: number | undefined; unit?: string }) {
  const { tell } = usePlace()
  return (
    <Space className="pager">
      <span role="status">{total === undefined ? '' : `共 ${total} ${unit}`}</span>
      <Button disabled={!info?.hasPreviousPage} onClick={() => tell({ before: info?.startCursor, after: null })}>上一页</Button>
      <Button disabled={!info?.hasNextPage} onClick={() => tell({ after: info?.endCursor, before: null })}>下一页</Button>
    </Space>
  )
}

/** A press shows only what the word of the address says, another all again, from the first page on. */
export function Only({ name, children }: { name: string; children: ReactNode }) {
  const { told, tell } = usePlace()
  const only = Boolean(told.get(name))
  return <Button aria-pressed={only} type={only ? 'primary' : 'default'} onClick={() => tell({ [name]: only ? null : '1', after: null, before: null })}>{children}</Button>
}

/** What is asked, once it is there; before that nothing, and where it failed why, and the way to try again. */
export function Shown<T>({ asked, children }: { asked: Asked<T>; children: (data: T) => ReactNode }) {
  return (
    <>
      {asked.error && <Alert type="error" showIcon title={asked.error.message} action={<Button onClick={asked.again}>再试一次</Button>} />}
      {asked.data && children(asked.data)}
    </>
  )
}

/** A table as wide as it needs to be; what does not fit is scrolled to, by keyboard as well. */
export function Listing<T extends object>(given: TableProps<T>) {
  const around = useRef<HTMLDivElement>(null)
  useEffect(() => {
    for (const scrolled of around.current?.querySelectorAll<HTMLElement>('.ant-table-content, .ant-table-body') ?? []) scrolled.tabIndex = 0
  })
  return <div ref={around}><Table<T> size="middle" pagination={false} scroll={{ x: 'max-content' }} {...given} /></div>
}
