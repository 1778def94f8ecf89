// The figures of a year, drawn by the system: overall, by part of the measure, by sector, by department.
import { Alert, Card, Statistic } from 'antd'
import { Chart } from '../chart'
import { Listing } from '../list'
import type { Results } from '../pages/results'

type Figures = NonNullable<Results['yearFigures']>

export function Figures({ of }: { of: Results }) {
  const figures = of.yearFigures
  if (!figures) return <Alert type="info" showIcon title="这一年还没有计分" description="办法生效、名册导入以后，数字随记录更新" />
  return (
    <>
      <Alert
        type={figures.frozen ? 'success' : 'info'} showIcon
        title={figures.frozen ? '照关账时的结果，不再变' : '还没有关账：数字随记录更新'}
      />
      <div className="tiles">
        <Card size="small"><Statistic title="公布的委员" value={figures.members} suffix="名" /></Card>
        <Card size="small"><Statistic title="参加排名" value={figures.ranked} suffix="名" /></Card>
        <Card size="small"><Statistic title="平均总分" value={figures.totals?.mean ?? '—'} /></Card>
        <Card size="small"><Statistic title="中位数" value={figures.totals?.median ?? '—'} /></Card>
        <Card size="small"><Statistic title="最高" value={figures.totals?.most ?? '—'} /></Card>
      </div>
      <div className="pair">
        <Card size="small" title="等次"><Meters of={figures.grades.map(one => ({ title: one.grade, value: one.members, said: `${one.members} 名` }))} none="办法没有等次" /></Card>
        <Card size="small" title="各项得分合计"><Meters of={figures.parts.map(one => ({ title: one.title, value: Number(one.points), said: `${one.points} 分，${one.members} 名` }))} none="还没有得分" /></Card>
      </div>
      <Departments of={figures} />
      <Sectors of={figures} />
    </>
  )
}

interface Meter { title: string; value: number; said: string }

function Meters({ of, none }: { of: Meter[]; none: string }) {
  if (of.length === 0) return <p>{none}</p>
  const most = Math.max(...of.map(one => one.value), 1)
  return (
    <div className="bars">
      {of.map(({ title, value, said }) => (
        <div className="bar still" key={title}>
          <span>{title}</span>
          <meter aria-label={title} min={0} max={most} value={Math.max(value, 0)} />
          <span className="number">{said}</span>
        </div>
      ))}
    </div>
  )
}

function Departments({ of }: { of: Figures }) {
  const entered = of.departments.map(one => one.records.reduce((sum, kind) => sum + kind.records, 0))
  return (
    <Card size="small" title="各部门">
      <Chart title="各部门录入的记录" of="部门" unit="条" lying labels={of.departments.map(one => one.department)} series={[{ name: '录入的记录', values: entered }]} />
      <Listing
        rowKey="department" size="small" dataSource={of.departments} locale={{ emptyText: '还没有部门录入的、计入得分的记录' }}
        columns={[
          { title: '部门', dataIndex: 'department' },
          { title: '录入的记录', key: 'count', className: 'number', render: (_, _one, at) => `${entered[at]} 条` },
          { title: '种类', key: 'kinds', className: 'words', render: (_, one) => one.records.map(kind => `${kind.kind} ${kind.records}`).join('、') },
          { title: '所属委员', key: 'members', className: 'number', render: (_, one) => one.totals ? `${one.totals.members} 名` : '' },
          { title: '平均总分', key: 'mean', className: 'number', render: (_, one) => one.totals?.mean ?? '' },
        ]}
      />
    </Card>
  )
}

function Sectors({ of }: { of: Figures }) {
  return (
    <Card size="small" title="各界别">
      <Chart title="各界别的总分" of="界别" unit="分" lying labels={of.sectors.map(one => one.group)} series={[{ name: '平均', values: of.sectors.map(one => one.mean) }, { name: '中位数', values: of.sectors.map(one => one.median) }]} />
      <Listing
        rowKey="group" size="small" dataSource={of.sectors} locale={{ emptyText: '名册里没有写界别' }}
        columns={[
          { title: '界别', dataIndex: 'group' },
          { title: '委员', dataIndex: 'members', className: 'number', render: (members: number) => `${members} 名` },
          { title: '平均总分', dataIndex: 'mean', className: 'number' },
          { title: '中位数', dataIndex: 'median', className: 'number' },
          { title: '最高', dataIndex: 'most', className: 'number' },
        ]}
      />
    </Card>
  )
}
