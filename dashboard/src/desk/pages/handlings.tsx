// 转办办理: papers in the hands of units. A unit sees what is its own, each with its last day and what is to be done;
// the Office sees all, by state and unit, and what is overdue.
import { Card, Flex, Select, Tag } from 'antd'
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import type { HandlingFilter, HandlingState } from '../../shared/operations'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid } from '../../shared/said'
import { HandlingActs } from '../handling_acts'
import { Listing, Only, Pager, Shown, SIZE } from '../list'
import { useViewer } from '../viewer'
import { HANDLING_STATES, termSaid } from '../words'

export type Row = NonNullable<Data<'Handlings'>['handlings']>['nodes'][number]

const OPEN = 'OPEN', ALL = 'ALL'
const STATES = Object.keys(HANDLING_STATES) as HandlingState[]

export default function HandlingsPage() {
  const { may } = useViewer()
  const { told, tell } = usePlace()
  const chosen = told.get('state') ?? OPEN
  const overdue = Boolean(told.get('overdue'))
  const where: HandlingFilter = { unit: told.get('unit') }
  if (chosen === OPEN) where.open = true
  else if (chosen !== ALL) where.state = chosen as HandlingState
  if (overdue) where.overdue = true
  const asked = useAsked('Handlings', { where, ...pageOf(told, SIZE) })
  const found = asked.data?.handlings
  const first = { after: null, before: null }
  return (
    <div className="page">
      <Card size="small" title={may('check_handling') ? '转给单位办理的' : '转给本单位的'}>
        <div className="filters">
          <Select
            aria-label="到哪一步" value={chosen} onChange={state => tell({ state, ...first })}
            options={[{ value: OPEN, label: '没有办结的' }, ...STATES.map(value => ({ value: value as string, label: HANDLING_STATES[value].said })), { value: ALL, label: '不论哪一步' }]}
          />
          {may('check_handling') && <Units />}
          <Only name="overdue">只看过期的</Only>
        </div>
        <Shown asked={asked}>
          {() => may('check_handling') ? <Table rows={found?.nodes ?? []} loading={asked.loading} /> : <Cards rows={found?.nodes ?? []} />}
        </Shown>
        <Pager info={found?.pageInfo} total={found?.totalCount} unit="件" />
      </Card>
    </div>
  )
}

function Units() {
  const { told, tell } = usePlace()
  const units = useAsked('HandlingForm', {}).data?.handlingForm?.units ?? []
  const unit = told.get('unit')
  return <Select aria-label="哪个单位" allowClear placeholder="不论哪个单位" showSearch={{ optionFilterProp: 'label' }} value={unit ?? undefined} onChange={chosen => tell({ unit: chosen ?? null, after: null, before: null })} options={units.map(value => ({ value, label: value }))} />
}

function titleSaid(row: Row): string { return `${row.number} 号 ${row.title ?? '内容读不出了'}` }

function Table({ rows, loading }: { rows: Row[]; loading: boolean }) {
  return (
    <Listing<Row>
      rowKey="number" dataSource={rows} loading={loading} locale={{ emptyText: '没有：送部门、单位的编发稿签发以后，在这里看得到' }}
      columns={[
        { title: '题目', key: 'title', render: (_, one) => <Link href={`/desk/handling/${one.number}`}>{titleSaid(one)}</Link> },
        { title: '主办', key: 'lead', render: (_, one) => one.units.find(each => each.lead)?.name },
        { title: '协办', key: 'helping', render: (_, one) => one.units.filter(each => !each.lead).map(each => each.name).join('、') },
        { title: '状态', key: 'state', render: (_, one) => <Tag color={HANDLING_STATES[one.state].colour}>{HANDLING_STATES[one.state].said}</Tag> },
        { title: '期限', key: 'due', render: (_, one) => one.due && daySaid(one.due) },
        { title: '还剩', key: 'left', render: (_, one) => <Left row={one} /> },
      ]}
    />
  )
}

function Left({ row }: { row: Row }) {
  return row.overdue ? <Tag color="red">{termSaid(row)}</Tag> : <>{termSaid(row)}</>
}

/** What a unit has to do, one below the other. */
function Cards({ rows }: { rows: Row[] }) {
  if (rows.length === 0) return <p>没有要办的：转给本单位的来了，这里会列出，也会提醒</p>
  return (
    <ul className="cards" aria-label="转给本单位的">
      {rows.map(one => (
        <li key={one.number}>
          <Card size="small" title={<Link href={`/desk/handling/${one.number}`}>{titleSaid(one)}</Link>} extra={<Tag color={HANDLING_STATES[one.state].colour}>{HANDLING_STATES[one.state].said}</Tag>}>
            <p className="countdown"><Left row={one} />{one.due && `，最迟${daySaid(one.due)}答复`}</p>
            <p>{one.leads ? '本单位主办' : '本单位协办'} · {one.units.map(each => `${each.name}（${each.lead ? '主办' : '协办'}${each.receivedAt ? '' : '，没有签收'}）`).join('、')}</p>
            <Flex gap="small" wrap><HandlingActs handling={one} /></Flex>
          </Card>
        </li>
      ))}
    </ul>
  )
}
