// 统计: the matrix of members and kinds, each number of which opens; what went on in each month and department, and
// how departments keep their deadlines.
import { Card, Drawer, Input, Segmented, Skeleton, Tag } from 'antd'
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import type { MatrixBy, MatrixValue } from '../../shared/operations'
import { pageOf, usePlace } from '../../shared/place'
import { Chart } from '../chart'
import { Export } from '../exported'
import { departments, months, timeliness } from '../figures'
import { Listing, Pager, Shown, SIZE } from '../list'
import { useViewer } from '../viewer'
import { TIMELINESS } from '../words'

type Matrix = NonNullable<NonNullable<NonNullable<Data<'Matrix'>['committee']>['run']>['matrix']>
type Row = Matrix['nodes'][number]
type Entered = NonNullable<NonNullable<Data<'Timeliness'>['committee']>['timeliness']>[number]

export default function StatisticsPage() {
  const { told, tell } = usePlace()
  const view = told.get('view') ?? 'KIND'
  const counted = view === 'KIND' || view === 'NODE'
  return (
    <div className="page">
      <Card size="small">
        <div className="filters">
          <Segmented aria-label="看什么" value={view} options={[{ value: 'KIND', label: '委员和种类' }, { value: 'NODE', label: '委员和办法各项' }, { value: 'MONTHS', label: '逐月和部门' }, { value: 'TIMELINESS', label: '各部门录入' }]} onChange={chosen => tell({ view: chosen, after: null, before: null, cell: null })} />
          {counted && <Segmented aria-label="数什么" value={valueOf(told)} options={[{ value: 'COUNTS', label: '次数' }, { value: 'POINTS', label: '分数' }]} onChange={value => tell({ value, cell: null })} />}
          {counted && <Input.Search aria-label="查委员" placeholder="姓名、拼音首字母、编号" allowClear key={told.get('search') ?? ''} defaultValue={told.get('search') ?? ''} onSearch={search => tell({ search, after: null, before: null })} />}
        </div>
        {counted ? <Counted by={view} /> : view === 'MONTHS' ? <Months /> : <Departments />}
      </Card>
      {counted && <Cell by={view} />}
    </div>
  )
}

function valueOf(told: URLSearchParams): MatrixValue { return told.get('value') === 'POINTS' ? 'POINTS' : 'COUNTS' }

function Counted({ by }: { by: MatrixBy }) {
  const { committee, year } = useViewer()
  const { told, tell } = usePlace()
  const listed = { committee, year, by, value: valueOf(told), search: told.get('search') }
  const asked = useAsked('Matrix', committee ? { ...listed, ...pageOf(told, SIZE) } : null)
  const matrix = asked.data?.committee?.run?.matrix
  return (
    <>
      <Shown asked={asked}>{data => data.committee?.run ? <div className="filters"><Export name="Matrix" variables={listed} /></div> : <p>这一年还没有计分</p>}</Shown>
      <Listing<Row>
        rowKey={row => row.member.id} size="small" dataSource={matrix?.nodes ?? []} loading={asked.loading}
        locale={{ emptyText: '没有符合的委员' }}
        columns={[
          { title: '委员', key: 'member', fixed: 'left', render: (_, row) => <Link href={`/desk/member/${row.member.number}?year=${year}`}>{row.member.name}</Link> },
          { title: '合计', dataIndex: 'total', className: 'number', fixed: 'left', render: (total: string) => <strong>{total}</strong> },
          ...(matrix?.columns ?? []).map((column, at) => ({
            title: column.title, key: column.key, className: 'number',
            render: (_: unknown, row: Row) => Number(row.values[at]) === 0 ? '' : <button type="button" className="cell" aria-label={`${row.member.name} ${column.title} ${row.values[at]}`} onClick={() => tell({ cell: `${row.member.id} ${column.key}` })}>{row.values[at]}</button>,
          })),
        ]}
      />
      <Pager info={matrix?.pageInfo} total={matrix?.totalCount} unit="名" />
    </>
  )
}

function Cell({ by }: { by: MatrixBy }) {
  const { committee, year } = useViewer()
  const { told, tell } = usePlace()
  const [member, ...key] = (told.get('cell') ?? '').split(' ')
  const column = key.join(' ')
  const asked = useAsked('MatrixCell', member && committee ? { committee, year, member, column, by, value: valueOf(told) } : null)
  const cell = asked.data?.committee?.run?.cell
  return (
    <Drawer title={`${column}：${cell?.value ?? ''}`} open={Boolean(member)} size={480} onClose={() => tell({ cell: null })} destroyOnHidden>
      <Shown asked={asked}>
        {() => cell ? (
          <>
          {(cell.records?.totalCount ?? 0) > (cell.records?.nodes.length ?? 0) && <p>只列前 {cell.records?.nodes.length} 条，共 {cell.records?.totalCount} 条</p>}
          <ul className="rows">
            {cell.records?.nodes.map((one, at) => (
              <li key={at}>
                <Tag>{one.asScored.kind}</Tag>
                <span className="said">{one.record ? <a href={`?record=${one.record.id}`} onClick={event => { event.preventDefault(); tell({ record: one.record!.id }) }}>{one.asScored.title || one.asScored.number}</a> : one.asScored.title}</span>
                <span className="number">{one.points} 分</span>
              </li>
            ))}
          </ul>
          </>
        ) : <Skeleton active />}
      </Shown>
    </Drawer>
  )
}

function Months() {
  const { committee, year } = useViewer()
  const asked = useAsked('Activity', committee ? { committee, year } : null)
  return (
    <Shown asked={asked}>
      {data => data.committee?.activity?.length ? (
        <div className="pair">
          <section><h2>逐月</h2><Chart {...months(data.committee.activity)} /></section>
          <section><h2>各部门</h2><Chart {...departments(data.committee.activity, { stacked: true })} /></section>
        </div>
      ) : <p>这一年还没有通过的会议活动、作品：审核通过以后，照记录的日期数在这里</p>}
    </Shown>
  )
}

function Departments() {
  const { committee, year } = useViewer()
  const asked = useAsked('Timeliness', committee ? { committee, year } : null)
  return (
    <Shown asked={asked}>
      {data => (
        <>
        <div className="filters"><Export name="Timeliness" variables={{ committee, year }} /></div>
        <Chart {...timeliness(data.committee?.timeliness ?? [], { stacked: true })} />
        <Listing<Entered>
          rowKey={one => `${one.department} ${one.kind}`} size="small" dataSource={data.committee?.timeliness ?? []}
          locale={{ emptyText: '这一年还没有提交的记录' }}
          columns={[
            { title: '部门', key: 'department', render: (_, one) => one.department ?? '没有写部门的' },
            { title: '种类', dataIndex: 'kind' },
            ...Object.entries(TIMELINESS).map(([dataIndex, title]) => ({ title, dataIndex, className: 'number' })),
          ]}
        />
        </>
      )}
    </Shown>
  )
}
