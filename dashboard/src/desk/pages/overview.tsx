// 概览: a year at a glance, for whoever reads the results: sums, and what groups have beside one another.
import { Button, Card, Statistic } from 'antd'
import { Link } from 'wouter'
import { useAsked } from '../../shared/api'
import { timeSaid } from '../../shared/said'
import { Chart } from '../chart'
import { categories, departments, groups, held, inTime, months, type Overview, timeliness } from '../figures'
import { Shown } from '../list'
import { useViewer } from '../viewer'

export default function OverviewPage() {
  const { committee, year } = useViewer()
  const asked = useAsked('Overview', committee ? { committee, year } : null)
  return <div className="page"><Shown asked={asked}>{data => data.committee ? <Whole of={data.committee} /> : null}</Shown></div>
}

function Whole({ of: { run, timeliness: due, activity } }: { of: Overview }) {
  const { year } = useViewer()
  const { occasions, works } = held(activity ?? [])
  return (
    <>
      <div className="tiles">
        <Card size="small"><Statistic title="委员" value={run?.memberCount ?? '—'} suffix="名" /></Card>
        <Card size="small"><Statistic title="参加排名" value={run?.rankedCount ?? '—'} suffix="名" /></Card>
        <Card size="small"><Statistic title="会议活动" value={occasions} suffix="次" /></Card>
        <Card size="small"><Statistic title="作品" value={works} suffix="件" /></Card>
        <Card size="small"><Statistic title="按期录入" value={inTime(due ?? []) || '—'} /></Card>
      </div>
      <Card size="small" title={run ? `算到 ${timeSaid(run.madeAt)} · ${run.ruleSet.title}` : '这一年还没有计分：办法生效、有归档的记录以后，得分就在这里'} extra={<Link asChild href={`/desk/screen?year=${year}`}><Button>打开大屏</Button></Link>}>
        {run && <Chart {...categories(run.measure)} />}
      </Card>
      {run && (
        <div className="pair">
          <Card size="small" title="界别比较"><Groups title="各界别人均得分" of="界别" found={run.sectors?.groups} /></Card>
          <Card size="small" title="专委会比较"><Groups title="各专委会人均得分" of="专委会" found={run.committees?.groups} /></Card>
        </div>
      )}
      <div className="pair">
        <Card size="small" title="逐月"><Chart {...months(activity ?? [])} />{activity?.length ? null : <p>这一年还没有通过的会议活动、作品</p>}</Card>
        <Card size="small" title="各部门"><Chart {...departments(activity ?? [], { stacked: true })} />{activity?.length ? null : <p>这一年还没有通过的会议活动、作品</p>}</Card>
      </div>
      <Card size="small" title="各部门录入及时情况">
        <Chart {...timeliness(due ?? [], { stacked: true })} />
        {inTime(due ?? []) ? null : <p>还没有有期限的记录</p>}
      </Card>
    </>
  )
}

function Groups({ title, of, found }: { title: string; of: string; found: Parameters<typeof groups>[2] }) {
  if (!found?.length) return <p>名册里没有填{of}，比不了：委员信息里填上以后就有</p>
  return <Chart {...groups(title, of, found)} />
}
