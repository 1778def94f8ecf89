// 履职排名: what the year's rules gave, filtered by what the address says.
import { useEffect, useState } from 'react'
import { Card, Input, Select, Statistic, Tag } from 'antd'
import { Link } from 'wouter'
import { type Data, useAsked, type Variables } from '../../shared/api'
import { pageOf, usePlace } from '../../shared/place'
import { riseSaid, timeSaid } from '../../shared/said'
import { Bars } from '../bars'
import { Chart } from '../chart'
import { Export } from '../exported'
import { Listing, Pager, Shown, SIZE } from '../list'
import { useViewer } from '../viewer'

type Run = NonNullable<NonNullable<Data<'Ranking'>['committee']>['run']>
type Row = NonNullable<Run['ranking']>['nodes'][number]

const PAUSE = 250
const NOTHING = '这一年还没有计分：办法生效、有归档的记录以后，排名就在这里'

export default function RankingPage() {
  const { committee, year } = useViewer()
  const { told } = usePlace()
  const listed = listedBy(committee, year, told)
  const asked = useAsked('Ranking', committee ? { ...listed, ...pageOf(told, SIZE) } : null)
  return (
    <div className="page">
      <Shown asked={asked}>
        {({ committee: found }) => found?.run ? <Ranked run={found.run} runs={found.runs?.nodes ?? []} listed={listed} loading={asked.loading} /> : <Card>{NOTHING}</Card>}
      </Shown>
    </div>
  )
}

function listedBy(committee: string, year: number, told: URLSearchParams): Variables<'Ranking'> {
  const node = told.get('node')
  const where = [...told.entries()]
    .filter(([name]) => name.startsWith('in.'))
    .map(([name, value]) => ({ attribute: name.slice(3), values: [value] }))
  return {
    committee, year, where, node,
    scope: told.get('scope') ?? '全体',
    by: node ? 'POINTS' : 'TOTAL',
    search: told.get('search'),
    against: told.get('against'),
  }
}

function Ranked({ run, runs, listed, loading }: { run: Run; runs: { id: string; name: string | null; live: boolean }[]; listed: Variables<'Ranking'>; loading: boolean }) {
  const nodes = run.measure?.filter(one => one.node.depth === 1) ?? []
  return (
    <>
      <div className="tiles">
        <Card size="small"><Statistic title="委员" value={run.memberCount} suffix="名" /></Card>
        <Card size="small"><Statistic title="参加排名" value={run.rankedCount} suffix="名" /></Card>
        <Card size="small"><Statistic title="需要核对的事实" value={run.questions} suffix="条" /></Card>
        <Card size="small"><Statistic title={run.closing ? '已关账' : '算到'} value={timeSaid(run.closing?.closedAt ?? run.madeAt)} /></Card>
      </div>
      <div className="pair">
        <Card title="各类履职得分" size="small"><Bars of={nodes.map(one => ({ code: one.node.code, title: one.node.title, points: one.points }))} /></Card>
        <Spread />
      </div>
      <Card title={`排名明细 · ${run.ruleSet.title}`} size="small" extra={<Export name="Ranking" variables={listed} />}>
        <Filters run={run} runs={runs} />
        <Rows run={run} loading={loading} />
      </Card>
    </>
  )
}

/** How many of those who are shown have how many points. */
function Spread() {
  const { committee, year } = useViewer()
  const { told } = usePlace()
  const { where, by, node } = listedBy(committee, year, told)
  const found = useAsked('Spread', committee ? { committee, year, where, by, node } : null).data?.committee?.run?.distribution
  const [all] = found?.groups ?? []
  if (!found || !all) return null
  return (
    <Card size="small" title={`得分分布 · 参加排名的 ${found.members} 名`}>
      <p>平均 {all.mean} 分，中位数 {all.median} 分；一半的人在 {all.lowerQuartile} 到 {all.upperQuartile} 分，最少 {all.least}，最多 {all.most}</p>
      <Chart title="得分分布" of="得分" unit="名" labels={found.bins.map(bin => `${bin.low}～${bin.high}`)} series={[{ name: '人数', values: found.bins.map(bin => bin.members) }]} />
    </Card>
  )
}

function Filters({ run, runs }: { run: Run; runs: { id: string; name: string | null; live: boolean }[] }) {
  const { told, tell } = usePlace()
  const first = { after: null, before: null }
  const choices = run.ruleSet.memberAttributes.filter(one => one.values.length > 0)
  return (
    <div className="filters" role="search">
      <Search />
      <Select aria-label="范围" value={told.get('scope') ?? '全体'} options={run.ruleSet.scopes.map(one => ({ value: one, label: `按${one}排名` }))} onChange={scope => tell({ scope, ...first })} />
      {choices.map(({ name, values }) => (
        <Select
          key={name} aria-label={name} allowClear placeholder={`全部${name}`} value={told.get(`in.${name}`)}
          options={values.map(value => ({ value, label: value }))} onChange={value => tell({ [`in.${name}`]: value, ...first })}
        />
      ))}
      {runs.some(one => !one.live) && (
        <Select
          aria-label="与哪一次比" allowClear placeholder="与哪一次比" value={told.get('against')}
          options={runs.filter(one => !one.live).map(one => ({ value: one.id, label: one.name ?? one.id }))} onChange={against => tell({ against, ...first })}
        />
      )}
    </div>
  )
}

function Search() {
  const { told, tell } = usePlace()
  const there = told.get('search') ?? ''
  const [written, setWritten] = useState(there)
  const look = (search: string) => tell({ search, after: null, before: null }, true)
  // A key shows at once; the list, which takes longer, follows where one stops writing.
  useEffect(() => {
    if (written === there) return
    const timer = setTimeout(() => look(written), PAUSE)
    return () => clearTimeout(timer)
  }, [written, tell])
  useEffect(() => setWritten(there), [there])
  return <Input.Search aria-label="查委员" placeholder="姓名、拼音首字母、编号" allowClear value={written} onChange={event => setWritten(event.target.value)} onSearch={look} />
}

function Rows({ run, loading }: { run: Run; loading: boolean }) {
  const { told } = usePlace()
  const { year } = useViewer()
  const ranking = run.ranking
  const node = run.measure?.find(one => one.node.code === told.get('node'))
  const compared = told.get('against')
  return (
    <>
      <Listing<Row>
        rowKey={row => row.member.id} dataSource={ranking?.nodes ?? []} loading={loading}
        locale={{ emptyText: '没有符合的委员：放宽上面的条件' }}
        columns={[
          { title: '名次', dataIndex: 'rank', width: 80, render: (rank: number | null, row) => rank === null ? <span title={row.unranked ?? ''}>不排名</span> : `${rank}${row.tied ? ' 并列' : ''}` },
          ...(compared ? [{ title: '变化', key: 'change', width: 80, render: (_: unknown, row: Row) => <Rise difference={row.change?.rankDifference} /> }] : []),
          { title: '委员', key: 'member', render: (_, row) => <Link href={`/desk/member/${row.member.number}?year=${year}`}>{row.member.name}</Link> },
          { title: '编号', key: 'number', render: (_, row) => row.member.number },
          ...run.ruleSet.scopes.filter(scope => scope !== '全体').map(scope => ({ title: scope, key: scope, render: (_: unknown, row: Row) => row.member.attributes?.find(one => one.name === scope)?.value ?? '' })),
          ...(node ? [{ title: node.node.title, dataIndex: 'value', align: 'right' as const, className: 'number' }] : []),
          { title: '总分', dataIndex: 'total', align: 'right', className: 'number', render: (total: string) => <strong>{total}</strong> },
          { title: '等次', key: 'grade', render: (_, row) => <>{row.grade}{row.gates.map(gate => <Tag key={gate.title}>{gate.title}</Tag>)}</> },
        ]}
      />
      <Pager info={ranking?.pageInfo} total={ranking?.totalCount} unit="名" />
    </>
  )
}

function Rise({ difference }: { difference: number | null | undefined }) {
  const said = riseSaid(difference)
  return <span className={said.startsWith('▲') ? 'up' : 'down'} aria-label={said.replace('▲', '上升 ').replace('▼', '下降 ')}>{said}</span>
}
