// How the files were read, and what they would change: counts, then what is new, changed, or stays as it is.
import { Card, Tabs } from 'antd'
import { Listing } from './list'
import type { Preview } from './import_problems'

interface Row { kind: string; number: string; title: string; changes?: string[] }
type Sheet = NonNullable<Preview['understood']['sheets']>[number]

export function ImportCompared({ preview }: { preview: Preview }) {
  const { newCount, changedCount, unchangedCount, heldCount, goneCount, lateCount, notes } = preview
  return (
    <Card size="small" title="三、看看会改什么">
      <p role="status">新的 {newCount} 条，要改的 {changedCount} 条，没变的 {unchangedCount} 条{heldCount > 0 && `，不同而没有动的 ${heldCount} 条`}{goneCount > 0 && `，以前导入、这次没有的 ${goneCount} 条`}。{lateCount > 0 && `新的里有 ${lateCount} 条过了录入期限，按补录计。`}</p>
      {notes.map(one => <p key={one}>{one}</p>)}
      <Tabs
        items={[
          { key: 'new', label: `新的 ${newCount}`, children: <Entries rows={preview.new ?? []} total={newCount} /> },
          { key: 'changed', label: `要改的 ${changedCount}`, children: <Entries rows={preview.changed ?? []} total={changedCount} changes /> },
          ...(heldCount > 0 ? [{ key: 'held', label: `没有动的 ${heldCount}`, children: <Entries rows={preview.held ?? []} total={heldCount} changes /> }] : []),
          ...(goneCount > 0 ? [{ key: 'gone', label: `文件里没有的 ${goneCount}`, children: <Entries rows={preview.gone ?? []} total={goneCount} /> }] : []),
          { key: 'read', label: '各列读作什么', children: <Sheets sheets={preview.understood.sheets ?? []} /> },
        ]}
      />
    </Card>
  )
}

function Entries({ rows, total, changes = false }: { rows: Row[]; total: number; changes?: boolean }) {
  return (
    <>
      <Listing<Row>
        size="small" rowKey={one => `${one.kind} ${one.number} ${one.title}`} dataSource={rows} locale={{ emptyText: '没有' }}
        columns={[
          { title: '种类', dataIndex: 'kind' },
          { title: '编号', dataIndex: 'number' },
          { title: '题目', dataIndex: 'title', className: 'words' },
          ...(changes ? [{ title: '哪里不同', key: 'changes', className: 'words', render: (_: unknown, one: Row) => (one.changes ?? []).join('；') }] : []),
        ]}
      />
      {total > rows.length && <p>还有 {total - rows.length} 条。</p>}
    </>
  )
}

function Sheets({ sheets }: { sheets: Sheet[] }) {
  return (
    <Listing<Sheet>
      size="small" rowKey={one => `${one.file} ${one.sheet}`} dataSource={sheets} locale={{ emptyText: '没有读懂一张表' }}
      columns={[
        { title: '表', key: 'sheet', className: 'words', render: (_, one) => `${one.file} “${one.sheet}”` },
        { title: '当作', key: 'shape', render: (_, one) => `${one.shape}，${one.kinds.join('、')}，${one.rows} 行` },
        { title: '各列', key: 'columns', className: 'words', render: (_, one) => (one.columns ?? []).map(column => column.meaning === column.heading ? column.heading : `${column.heading} → ${column.meaning ?? '没有读懂'}`).join('；') },
      ]}
    />
  )
}
