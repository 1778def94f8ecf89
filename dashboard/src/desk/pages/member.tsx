// 委员详情: what a member has in a year; each number leads to its entry, clause and arithmetic.
import { Alert, Card, Descriptions, Empty, Flex, Statistic, Tag, Timeline } from 'antd'
import { useParams } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import { usePlace } from '../../shared/place'
import { daySaid, riseSaid } from '../../shared/said'
import { Bars } from '../bars'
import { Chart } from '../chart'
import { StatementFile } from '../exported'
import { Listing, Shown } from '../list'
import { useViewer } from '../viewer'

type Standing = NonNullable<NonNullable<NonNullable<Data<'Standing'>['committee']>['run']>['standing']>
type Line = NonNullable<Standing['awards']>['nodes'][number]

const SECTOR = '界别', EVERYONE = '全体'

export default function MemberPage() {
  const { committee, year } = useViewer()
  const { number = '' } = useParams<{ number: string }>()
  const { told } = usePlace()
  const found = useAsked('MemberByNumber', committee ? { committee, year, number: decodeURIComponent(number) } : null)
  const member = found.data?.committee?.member
  const asked = useAsked('Standing', member ? { committee, year, member: member.id, node: told.get('node') } : null)
  return (
    <div className="page">
      <Shown asked={found}>{data => data.committee?.member ? null : <Empty description={`${year} 年的名册里没有编号 ${decodeURIComponent(number)} 的委员`} />}</Shown>
      {member && <Shown asked={asked}>{data => data.committee?.run?.standing ? <Whole standing={data.committee.run.standing} /> : <Empty description="这一年还没有计分" />}</Shown>}
    </div>
  )
}

function Whole({ standing }: { standing: Standing }) {
  const { year } = useViewer()
  const whole = standing.ranks[0]
  const attributes = standing.member.attributes ?? []
  return (
    <>
      <Card size="small" title={`${standing.member.name} · ${year} 年度`} extra={<StatementFile member={standing.member.id} year={year} />}>
        <div className="tiles">
          <Statistic title="总分" value={standing.total} suffix="分" />
          <Statistic title={`名次（${whole?.scope ?? '全体'}）`} value={whole?.rank ?? '不排名'} suffix={whole?.rank ? `/ ${whole.size}${whole.tied ? ' 并列' : ''}` : ''} />
          <Statistic title="等次" value={standing.grade ?? '不评'} />
        </div>
        <Descriptions
          size="small" column={{ xs: 1, md: 3 }}
          items={[{ key: 'number', label: '编号', children: standing.member.number }, ...attributes.map(one => ({ key: one.name, label: one.name, children: one.value })),
            ...standing.ranks.slice(1).map(one => ({ key: `r.${one.scope}`, label: `${one.scope}内名次`, children: one.rank ? `${one.group ?? ''} ${one.rank} / ${one.size}` : '不排名' }))]}
        />
        {standing.unranked && <Alert type="info" title={`不参加排名：${standing.unranked}`} />}
        {standing.gates.map(({ gate, reasons }) => <Alert key={gate.title} type="warning" showIcon title={`没有通过：${gate.title}（${gate.citation}）`} description={reasons.join('；')} />)}
        {standing.consequences.map(({ consequence, reasons }) => <Alert key={consequence.title} type="warning" title={`${consequence.title}（${consequence.citation}）`} description={reasons.join('；')} />)}
      </Card>
      <Card size="small" title="各类得分"><Bars of={(standing.nodes ?? []).filter(one => one.node.depth === 1).map(one => ({ code: one.node.code, title: one.node.title, points: one.points, note: one.node.cap ? `上限 ${one.node.cap}` : '' }))} /></Card>
      <Beside standing={standing} />
      <Lines standing={standing} />
      <Unscored title="没有规则取、要核对的" notes={standing.questions} />
      <Unscored title="不参加计分的" notes={standing.excluded} />
      <Outlook member={standing.member.id} />
    </>
  )
}

/** The points of each category beside the median of the member's sector, or of all where the roster names none. */
function Beside({ standing }: { standing: Standing }) {
  const { committee, year } = useViewer()
  const sector = standing.member.attributes?.find(one => one.name === SECTOR)?.value
  const [scope, group] = sector ? [SECTOR, sector] : [EVERYONE, EVERYONE]
  const medians = useAsked('Medians', { committee, year, scope, group }).data?.committee?.run?.measure ?? []
  const of = new Map(medians.map(one => [one.node.code, one.spread]))
  const nodes = (standing.nodes ?? []).filter(one => one.node.depth === 1)
  const members = medians.find(one => one.spread)?.spread?.members
  if (!members) return null
  return (
    <Card size="small" title={`与${group}的中位数比 · 参加排名的 ${members} 名`}>
      <Chart
        title={`各类得分与${group}的中位数`} of="类" unit="分" labels={nodes.map(one => one.node.title)}
        series={[{ name: standing.member.name, values: nodes.map(one => one.points) }, { name: `${group}中位数`, values: nodes.map(one => of.get(one.node.code)?.median ?? null) }]}
      />
    </Card>
  )
}

function Lines({ standing }: { standing: Standing }) {
  const { tell } = usePlace()
  return (
    <Card size="small" title={`得分的每一行（${standing.awards?.totalCount ?? 0}）`}>
      <Listing<Line>
        rowKey={line => `${line.node.code} ${line.record?.id ?? line.asScored?.number ?? ''} ${line.basis ?? ''}`} size="small" dataSource={standing.awards?.nodes ?? []}
        locale={{ emptyText: '没有得分的：审核通过、归档的记录才计分' }}
        columns={[
          { title: '日期', key: 'day', render: (_, line) => line.day ? daySaid(line.day) : '' },
          { title: '事项', key: 'what', render: (_, line) => line.record ? <a href={`?record=${line.record.id}`} onClick={event => { event.preventDefault(); tell({ record: line.record!.id }) }}>{line.record.kind} · {line.record.title}</a> : line.asScored?.title ?? line.basis },
          { title: '依据', key: 'citation', render: (_, line) => <><span>{line.node.title}</span><br /><small>{line.node.citation}{line.basis ? ` · ${line.basis}` : ''}</small></> },
          { title: '记', dataIndex: 'raw', className: 'number' },
          { title: '计', dataIndex: 'kept', className: 'number', render: (kept: string) => <strong>{kept}</strong> },
          { title: '怎么算的', key: 'cuts', render: (_, line) => <>{line.cuts.join('；')}{line.notes.map(note => <div key={note.text}><Tag>解释</Tag>{note.text}（{note.author}）</div>)}</> },
        ]}
      />
      {standing.awards?.pageInfo.hasNextPage && <p>只列前 {standing.awards.nodes.length} 行：点上面的一类，看那一类的</p>}
    </Card>
  )
}

function Unscored({ title, notes }: { title: string; notes: Standing['questions'] }) {
  const { tell } = usePlace()
  if (!notes?.totalCount) return null
  return (
    <Card size="small" title={`${title} ${notes.totalCount}`}>
      <ul className="rows">
        {notes.nodes.map((one, at) => (
          <li key={at}><Tag>{one.asScored.kind}</Tag><span className="said">{one.record ? <a href={`?record=${one.record.id}`} onClick={event => { event.preventDefault(); tell({ record: one.record!.id }) }}>{one.asScored.title || one.asScored.number}</a> : one.asScored.title}：{one.reason}</span></li>
        ))}
      </ul>
    </Card>
  )
}

function Outlook({ member }: { member: string }) {
  const { committee, year } = useViewer()
  const found = useAsked('Outlook', { committee, year, member }).data?.committee?.run?.standing
  if (!found) return null
  const { limits, lacks } = found.headroom
  return (
    <>
      {limits.length + lacks.length > 0 && (
        <Card size="small" title="还能得什么">
          <Flex vertical gap="small">
            {limits.map(one => <span key={`${one.node.code} ${one.what} ${one.limit}`}>{one.node.title}：{one.used} / {one.limit} {one.unit}，还差 {one.left}{one.gain ? `，到了多 ${one.gain} 分` : ''}{one.under ? `（${one.under.title}已满，再多不计）` : ''}</span>)}
            {lacks.map(one => <span key={one.title}>{one.title}：{one.reasons.join('；')}</span>)}
          </Flex>
        </Card>
      )}
      {found.monthly && found.monthly.length > 0 && (
        <Card size="small" title="逐月">
          <Timeline items={found.monthly.map(one => ({ content: `${daySaid(one.day)}：本月 ${one.gained} 分，累计 ${one.total} 分，名次 ${one.rank ?? '不排'} ${riseSaid(one.rankDifference)}` }))} />
        </Card>
      )}
    </>
  )
}
