// How the files were read, and what they would change: counts, then what is new, changed, or stays as it is.
import { Card, Segmented } from 'antd'
import type { FileHolding } from '../shared/operations'
import { usePlace } from '../shared/place'
import { Listing } from './list'
import type { Preview } from './import_problems'

interface Row { kind: string; number: string; title: string; changes?: string[] }
type Sheet = NonNullable<Preview['understood']['sheets']>[number]

export function ImportCompared({ preview, holds }: { preview: Preview; holds: FileHolding }) {
  const members = holds === 'MEMBERS', unit = members ? '名' : '条'
  const { newCount, changedCount, unchangedCount, heldCount, goneCount, lateCount, notes, formerTerm } = preview
  const gone = formerTerm ? `${formerTerm}期满时在任、这一届没有的` : members ? '在任而名册里没有的' : '以前导入、这次没有的'
  const { told, tell } = usePlace()
  const sorts = [
    { value: 'new', label: `新的 ${newCount}`, children: <Entries holds={holds} rows={preview.new ?? []} total={newCount} /> },
    { value: 'changed', label: `要改的 ${changedCount}`, children: <Entries holds={holds} rows={preview.changed ?? []} total={changedCount} changes /> },
    ...(heldCount > 0 ? [{ value: 'held', label: `没有动的 ${heldCount}`, children: <Entries holds={holds} rows={preview.held ?? []} total={heldCount} changes /> }] : []),
    ...(goneCount > 0 ? [{ value: 'gone', label: `文件里没有的 ${goneCount}`, children: <Entries holds={holds} rows={preview.gone ?? []} total={goneCount} /> }] : []),
    { value: 'read', label: '各列读作什么', children: <Sheets sheets={preview.understood.sheets ?? []} /> },
  ]
  const shown = sorts.find(one => one.value === told.get('sort')) ?? sorts[0]!
  return (
    <Card size="small" title="三、看看会改什么">
      <p role="status">新的 {newCount} {unit}，要改的 {changedCount} {unit}，没变的 {unchangedCount} {unit}{heldCount > 0 && `，不同而没有动的 ${heldCount} ${unit}`}{goneCount > 0 && `，${gone} ${goneCount} ${unit}`}。{formerTerm && `与${formerTerm}期满时的名册比：要改的、没变的是连任的。`}{lateCount > 0 && `新的里有 ${lateCount} 条过了录入期限，按补录计。`}</p>
      {notes.map(one => <p key={one}>{one}</p>)}
      <div className="filters"><Segmented aria-label="看哪一类" value={shown.value} onChange={sort => tell({ sort })} options={sorts.map(({ value, label }) => ({ value, label }))} /></div>
      {shown.children}
    </Card>
  )
}

function Entries({ holds, rows, total, changes = false }: { holds: FileHolding; rows: Row[]; total: number; changes?: boolean }) {
  const members = holds === 'MEMBERS'
  return (
    <>
      <Listing<Row>
        size="small" rowKey={one => `${one.kind} ${one.number} ${one.title}`} dataSource={rows} locale={{ emptyText: '没有' }}
        columns={[
          ...(members ? [] : [{ title: '种类', dataIndex: 'kind' }]),
          { title: '编号', dataIndex: 'number' },
          { title: members ? '姓名' : '题目', dataIndex: 'title', className: 'words' },
          ...(changes ? [{ title: '哪里不同', key: 'changes', className: 'words', render: (_: unknown, one: Row) => (one.changes ?? []).join('；') }] : []),
        ]}
      />
      {total > rows.length && <p>还有 {total - rows.length} {members ? '名' : '条'}。</p>}
    </>
  )
}

function Sheets({ sheets }: { sheets: Sheet[] }) {
  return (
    <Listing<Sheet>
      size="small" rowKey={one => `${one.file} ${one.sheet}`} dataSource={sheets} locale={{ emptyText: '没有读懂一张表' }}
      columns={[
        { title: '表', key: 'sheet', className: 'words', render: (_, one) => `${one.file} “${one.sheet}”` },
        { title: '当作', key: 'shape', render: (_, one) => [one.shape, ...one.kinds.length ? [one.kinds.join('、')] : [], `${one.rows} 行`].join('，') },
        { title: '各列', key: 'columns', className: 'words', render: (_, one) => (one.columns ?? []).map(column => column.meaning === column.heading ? column.heading : `${column.heading} → ${column.meaning ?? '没有读懂'}`).join('；') },
      ]}
    />
  )
}
