// The rows in which something is wrong, as they stand in the file, each fault in its own cell.
import { Typography } from 'antd'
import { Listing } from './list'
import type { Preview } from './import_problems'

type Row = NonNullable<Preview['rows']>[number]

export function ImportRows({ rows, total }: { rows: Row[]; total: number }) {
  const sheets = new Map<string, Row[]>()
  for (const row of rows) {
    const name = `${row.file} “${row.sheet}”`
    sheets.set(name, [...sheets.get(name) ?? [], row])
  }
  return (
    <div className="page">
      {[...sheets].map(([name, some]) => <Sheet key={name} name={name} rows={some} />)}
      {total > rows.length && <p>还有 {total - rows.length} 行，先改好上面的。</p>}
    </div>
  )
}

function Sheet({ name, rows }: { name: string; rows: Row[] }) {
  const headings = rows[0]?.headings ?? []
  return (
    <section>
      <Typography.Title level={5}>{name}</Typography.Title>
      <Listing<Row>
        size="small" bordered rowKey="row" dataSource={rows}
        columns={[
          { title: '行', dataIndex: 'row', className: 'number' },
          ...headings.map((heading, at) => ({ title: heading, key: String(at), className: 'fit', render: (_: unknown, row: Row) => <Cell text={row.cells[at] ?? ''} faults={row.problems.filter(one => one.column === heading)} /> })),
          { title: '整行', key: 'whole', className: 'fit', render: (_, row) => <Cell text="" faults={row.problems.filter(one => !one.column || !headings.includes(one.column))} /> },
        ]}
      />
    </section>
  )
}

function Cell({ text, faults }: { text: string; faults: Row['problems'] }) {
  if (faults.length === 0) return text
  return <div className="fault"><strong>{text || '空着'}</strong>{faults.map(one => <small key={one.message}>错：{one.message}</small>)}</div>
}
