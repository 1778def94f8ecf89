// 会议活动 and 作品: the records of a year, by what the address says; and the way to enter one.
import { Button, Card, DatePicker, Input, Select, Tag } from 'antd'
import dayjs from 'dayjs'
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import type { RecordFilter, RecordForm, RecordState } from '../../shared/operations'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid } from '../../shared/said'
import { Export } from '../exported'
import { Listing, Only, Pager, Shown, SIZE } from '../list'
import { DUE, STATES } from '../words'
import { useViewer } from '../viewer'

type Row = NonNullable<NonNullable<Data<'Records'>['committee']>['records']>['nodes'][number]

/** Those of one form, or of either that one act moved on (`batch`). */
export function Records({ form = null, batch = null }: { form?: RecordForm | null; batch?: number | null }) {
  const { committee, year, may } = useViewer()
  const { told, tell } = usePlace()
  const catalogue = useAsked('Kinds', committee ? { committee, year } : null)
  const kinds = catalogue.data?.committee?.kinds?.filter(one => !form || one.form === form) ?? []
  const kind = told.get('kind'), state = told.get('state') as RecordState | null
  const where: RecordFilter = { form, batch, year: batch ? null : year, kinds: kind ? [kind] : null, states: state ? [state] : null, search: told.get('search'), since: told.get('since'), until: told.get('until'), late: told.get('late') ? true : null }
  const asked = useAsked('Records', committee ? { committee, where, ...pageOf(told, SIZE) } : null)
  const records = asked.data?.committee?.records
  const first = { after: null, before: null }
  const work = form === 'WORK'
  return (
    <div className="page">
      <Card size="small" title={batch ? '同一次提交、导入或退回的记录' : work ? '作品' : '会议、活动、培训'} extra={!batch && may('enter') && <Link asChild href={`/desk/enter/${work ? 'work' : 'occasion'}?year=${year}`}><Button type="primary">录入</Button></Link>}>
        <div className="filters" role="search">
          <Input.Search aria-label="题目" placeholder="题目里的字" allowClear key={told.get('search') ?? ''} defaultValue={told.get('search') ?? ''} onSearch={search => tell({ search, ...first })} />
          <Select aria-label="种类" allowClear showSearch={{ optionFilterProp: 'label' }} placeholder="全部种类" value={kind} options={kinds.map(one => ({ value: one.name, label: one.name }))} onChange={chosen => tell({ kind: chosen, ...first })} />
          <Select aria-label="状态" allowClear placeholder="不论状态" value={state} options={Object.entries(STATES).map(([value, { said }]) => ({ value, label: said }))} onChange={chosen => tell({ state: chosen, ...first })} />
          <DatePicker.RangePicker
            aria-label="日期" value={[told.get('since') ? dayjs(told.get('since')) : null, told.get('until') ? dayjs(told.get('until')) : null]} allowEmpty
            onChange={days => tell({ since: days?.[0]?.format('YYYY-MM-DD'), until: days?.[1]?.format('YYYY-MM-DD'), ...first })}
          />
          <Only name="late">只看补录的</Only>
          <Export name="Records" variables={{ committee, where }} />
        </div>
        <Shown asked={catalogue}>{() => null}</Shown>
        <Shown asked={asked}>{() => null}</Shown>
        <Listing<Row>
          rowKey="id" dataSource={records?.nodes ?? []} loading={asked.loading}
          locale={{ emptyText: '没有符合的记录：放宽上面的条件，或者录入' }}
          columns={[
            { title: '种类', dataIndex: 'kind' },
            { title: '题目', key: 'title', render: (_, row) => <a href={`?record=${row.id}`} onClick={event => { event.preventDefault(); tell({ record: row.id }) }}>{row.title || row.number}</a> },
            { title: '日期', key: 'day', render: (_, row) => daySaid(row.day) },
            { title: work ? '作者' : '人数', dataIndex: 'partCount', className: 'number' },
            { title: '部门', dataIndex: 'department' },
            { title: '状态', key: 'state', render: (_, row) => <><Tag color={STATES[row.state].colour}>{STATES[row.state].said}</Tag>{row.late && <Tag>补录</Tag>}</> },
            { title: '录入期限', key: 'due', render: (_, row) => row.due.day ? `${daySaid(row.due.day)} ${DUE[row.due.state]}` : DUE[row.due.state] },
          ]}
        />
        <Pager info={records?.pageInfo} total={records?.totalCount} />
      </Card>
    </div>
  )
}
