// 民情分析 (议8): what opinion items came to in a period, by groups; each number opens its items for the Office.
import { Card, Segmented } from 'antd'
import dayjs from 'dayjs'
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import type { OpinionFigure, OpinionGrouping } from '../../shared/operations'
import { usePlace } from '../../shared/place'
import { Chart } from '../chart'
import { GROUPINGS, listOf } from '../counted'
import { Day } from '../day'
import { Listing, Shown } from '../list'
import { OpinionBulletins } from '../opinion_bulletins'
import { OpinionMeetings } from '../opinion_meetings'
import { useViewer } from '../viewer'

type Analysis = NonNullable<Data<'OpinionAnalysis'>['opinionAnalysis']>
type Row = Analysis['total'] & { whole?: true }
type Words = NonNullable<Data<'OpinionWords'>['opinionAnalysis']>
interface Asked { firstDay: string; lastDay: string; by: OpinionGrouping }

const DAY = 'YYYY-MM-DD'

export default function OpinionAnalysisPage() {
  const { may } = useViewer()
  const { told } = usePlace()
  const chosen = told.get('by') ?? 'AREA'
  const of: Asked = { ...periodOf(told), by: (chosen in GROUPINGS ? chosen : 'AREA') as OpinionGrouping }
  const asked = useAsked('OpinionAnalysis', of)
  const found = asked.data?.opinionAnalysis
  return (
    <div className="page">
      <Card size="small" title="数量、采用、答复">
        <Chosen of={of} />
        <Shown asked={asked}>{() => found && <Counts found={found} of={of} loading={asked.loading} />}</Shown>
      </Card>
      {found && <Card size="small" title="各步用了多少个工作日"><Steps found={found} of={of} /></Card>}
      {may('review_opinions') && <Said of={of} />}
      {may('read') && <OpinionBulletins />}
    </div>
  )
}

/** The days of the address; else from the first of January of this year until today. */
function periodOf(told: URLSearchParams): { firstDay: string; lastDay: string } {
  const day = (name: string) => { const found = dayjs(told.get(name)); return told.get(name) && found.isValid() ? found : null }
  const lastDay = day('to') ?? dayjs()
  return { firstDay: (day('from') ?? lastDay.startOf('year')).format(DAY), lastDay: lastDay.format(DAY) }
}

function quarter(back: number): [string, string] {
  const month = dayjs().subtract(3 * back, 'month')
  const first = month.startOf('month').subtract(month.month() % 3, 'month')
  return [first.format(DAY), first.add(2, 'month').endOf('month').format(DAY)]
}

function Chosen({ of }: { of: Asked }) {
  const { tell } = usePlace()
  const year = dayjs()
  const periods: Record<string, [string, string]> = {
    本季: quarter(0), 上季: quarter(1), 今年: [year.startOf('year').format(DAY), year.endOf('year').format(DAY)],
    去年: [year.subtract(1, 'year').startOf('year').format(DAY), year.subtract(1, 'year').endOf('year').format(DAY)],
  }
  const chosen = Object.keys(periods).find(name => periods[name]![0] === of.firstDay && periods[name]![1] === of.lastDay)
  return (
    <div className="filters">
      <Segmented aria-label="哪段时间" options={Object.keys(periods)} value={chosen ?? ''} onChange={name => tell({ from: periods[name]![0], to: periods[name]![1] })} />
      <Day aria-label="从哪一天起" allowClear={false} value={dayjs(of.firstDay)} onChange={day => tell({ from: (day as dayjs.Dayjs).format(DAY), to: of.lastDay })} />
      <Day aria-label="到哪一天止" allowClear={false} value={dayjs(of.lastDay)} onChange={day => tell({ from: of.firstDay, to: (day as dayjs.Dayjs).format(DAY) })} />
      <Segmented<OpinionGrouping> aria-label="按什么分组" value={of.by} options={Object.entries(GROUPINGS).map(([value, label]) => ({ value: value as OpinionGrouping, label }))} onChange={by => tell({ by })} />
    </div>
  )
}

function nameOf(row: Row, by: OpinionGrouping): string {
  if (row.whole) return '合计'
  if (by === 'MONTH') return `${row.key.slice(0, 4)}年${Number(row.key.slice(5))}月`
  return row.name || (by === 'UNIT' ? '没有转给单位' : '没有写')
}

function Counts({ found, of, loading }: { found: Analysis; of: Asked; loading: boolean }) {
  const rows: Row[] = [{ ...found.total, whole: true }, ...found.rows]
  const number = (row: Row, figure: OpinionFigure, count: number, level?: string) => <Count key={level} row={row} of={of} figure={figure} count={count} level={level} />
  const column = (title: string, figure: OpinionFigure, value: (row: Row) => number) => ({ title, key: figure, className: 'number', render: (_: unknown, row: Row) => number(row, figure, value(row)) })
  const levels = (title: string, figure: OpinionFigure, value: (row: Row) => Row['adoptedAt']) => ({
    title, key: `${figure} levels`, render: (_: unknown, row: Row) => value(row).map((one, at) => <span key={one.level}>{at > 0 && '、'}{one.level} {number(row, figure, one.count, one.level)}</span>),
  })
  return (
    <>
      {of.by === 'MONTH' && <Chart title="逐月收到、签发、采用" of="月份" unit="条" labels={found.rows.map(row => nameOf(row, of.by))} series={[{ name: '收到', values: found.rows.map(row => row.received) }, { name: '签发', values: found.rows.map(row => row.issued) }, { name: '采用', values: found.rows.map(row => row.adopted) }]} />}
      <Listing<Row>
        rowKey={row => row.whole ? 'whole' : `group ${row.key}`} size="small" dataSource={rows} loading={loading}
        columns={[
          { title: GROUPINGS[of.by], key: 'name', fixed: 'left', render: (_, row) => row.whole ? <strong>{nameOf(row, of.by)}</strong> : nameOf(row, of.by) },
          column('收到', 'RECEIVED', row => row.received), column('初审通过', 'ACCEPTED', row => row.accepted), column('签发', 'ISSUED', row => row.issued),
          column('采用', 'ADOPTED', row => row.adopted), levels('采用层级', 'ADOPTED', row => row.adoptedAt),
          column('批示', 'INSTRUCTED', row => row.instructed), levels('批示级别', 'INSTRUCTED', row => row.instructedAt),
          column('应当答复', 'DUE', row => row.due), column('按时答复', 'IN_TIME', row => row.inTime),
          column('评价定下', 'RATED', row => row.rated), levels('怎样评价', 'RATED', row => row.ratedAt),
          { title: '按时', key: 'share', className: 'number', render: (_, row) => row.due ? `${Math.round(100 * row.inTime / row.due)}%` : '' },
        ]}
      />
      <p>一条一个数里只算一次，都按事情发生的那一天：几个月以后才采用的，算在采用的那一天。撤回了的、清除了的不算；没有到期、还没有答复的，不算应当答复。不满意、又办过一次的，按时看第二次答复；评价算在不能再改的那一天。</p>
    </>
  )
}

/** A number that opens its items, for whoever may read them. */
function Count({ row, of, figure, count, level }: { row: Row; of: Asked; figure: OpinionFigure; count: number; level: string | undefined }) {
  const { may } = useViewer()
  if (!count || !may('review_opinions')) return <>{count}</>
  const group = row.whole ? {} : { by: of.by, key: row.key }
  return <Link href={listOf({ firstDay: of.firstDay, lastDay: of.lastDay, figure, level, key: '', ...group })}>{count}</Link>
}

function Steps({ found, of }: { found: Analysis; of: Asked }) {
  const rows = [{ ...found.total, whole: true as const }, ...found.rows].flatMap(row => row.steps.map(one => ({ ...one, group: nameOf(row, of.by), of: row.key, whole: 'whole' in row })))
  return (
    <Listing
      rowKey={one => `${one.whole} ${one.of} ${one.step.code}`} size="small" dataSource={rows} locale={{ emptyText: '这段时间没有办过' }}
      columns={[
        { title: GROUPINGS[of.by], dataIndex: 'group' }, { title: '哪一步', key: 'step', render: (_, one) => one.step.name },
        { title: '几次', dataIndex: 'count', className: 'number' }, { title: '中位数', dataIndex: 'median', className: 'number' }, { title: '最久', dataIndex: 'longest', className: 'number' },
      ]}
    />
  )
}

function Said({ of }: { of: Asked }) {
  const asked = useAsked('OpinionWords', { firstDay: of.firstDay, lastDay: of.lastDay })
  const found = asked.data?.opinionAnalysis
  return (
    <Shown asked={asked}>
      {() => found && (
        <>
          <Card size="small" title={`比往常多的词：${quarterSaid(found.quarter)}`}><Rising found={found} lastDay={of.lastDay} /></Card>
          <Card size="small" title="相近的信息"><Alike groups={found.groups ?? []} /></Card>
          <OpinionMeetings of={{ firstDay: of.firstDay, lastDay: of.lastDay }} />
        </>
      )}
    </Shown>
  )
}

function quarterSaid(first: string): string {
  return `${first.slice(0, 4)}年第${'一二三四'[(Number(first.slice(5, 7)) - 1) / 3]}季`
}

function Rising({ found, lastDay }: { found: Words; lastDay: string }) {
  const last = dayjs(found.quarter).add(2, 'month').endOf('month').format(DAY)
  return (
    <>
      <Listing
        rowKey="word" size="small" dataSource={found.words ?? []} locale={{ emptyText: '没有：至少 5 条写到、比以前四季平均多的才列出；以前四季还没有信息的，没有可比的' }}
        columns={[
          { title: '词', key: 'word', render: (_, one) => <Link href={listOf({ figure: 'RECEIVED', firstDay: found.quarter, lastDay: last, key: '' }, one.word)}>{one.word}</Link> },
          { title: '这一季几条', dataIndex: 'count', className: 'number' },
          { title: '以前四季平均', dataIndex: 'mean', className: 'number' },
          { title: '以前四季各几条', key: 'before', render: (_, one) => one.before.join('、') },
        ]}
      />
      <p>{lastDay < last ? '这一季还没有完，' : ''}只数几条写到，不打分。哪些不算词，在 words.yaml 里改。</p>
    </>
  )
}

function Alike({ groups }: { groups: NonNullable<Words['groups']> }) {
  if (groups.length === 0) return <p>这段时间收到的里面没有相近的</p>
  return (
    <ul className="rows">
      {groups.map(group => (
        <li key={group.items[0]?.number}>
          <span className="said">
            {group.count} 条，都写到“{group.shared.join('”“')}”：
            {group.items.map((one, at) => <span key={one.number}>{at > 0 && '；'}<Link href={`/desk/opinions?state=ALL&number=${one.number}`}>{one.number} 号 {one.title ?? '（读不出了）'}</Link></span>)}
          </span>
        </li>
      ))}
    </ul>
  )
}
