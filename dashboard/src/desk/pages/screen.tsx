// 大屏: the year on a wall of 1920 × 1080, where nobody sits and anybody looks. Sums alone: no member's name, no
// title of an occasion, which may hold one, and no mean of a group so small that it is somebody's.
import { type ReactNode, useEffect, useState } from 'react'
import { Button, ConfigProvider } from 'antd'
import { Link } from 'wouter'
import { toSignIn } from '../../shared/api'
import { useWatched, type Watched } from '../../shared/live'
import type { Data } from '../../shared/api'
import { daySaid, timeSaid } from '../../shared/said'
import { Chart } from '../chart'
import { categories, groups, held, inTime, months, type Overview, shownToAll, timeliness } from '../figures'
import { themeOf } from '../theme'
import { useViewer } from '../viewer'
import '../wall.css'

export default function ScreenPage() {
  const { committee, committeeName, year } = useViewer()
  const watched = useWatched('Overview', 'RankingChanged', committee ? { committee, year } : null)
  const found = watched.data?.committee
  return (
    <ConfigProvider theme={themeOf('dark', false)}>
      <main className="wall" id="content">
        <header>
          <h1>{committeeName}　{year} 年度委员履职</h1>
          <State of={watched} />
        </header>
        {committee ? found && <Figures of={found} /> : <p>您看不到这个政协的结果，大屏打不开：请用有“查阅结果”权限的账号登录</p>}
      </main>
    </ConfigProvider>
  )
}

/** Since when the figures stand, and why nothing newer comes; out of the way what only whoever sets it up needs. */
function State({ of: { since, broken, signedOut } }: { of: Watched<Data<'Overview'>> }) {
  const { year } = useViewer()
  return (
    <div className="state">
      <p role="status" className={broken ? 'broken' : undefined}>{broken && `⚠ ${broken}。`}{since ? `数字是 ${timeSaid(since)} 的` : broken ? '还没有数字' : '正在取数'}</p>
      {signedOut && <Button onClick={toSignIn}>重新登录</Button>}
      <FullScreen />
      <Link asChild href={`/desk/overview?year=${year}`}><Button>退出</Button></Link>
    </div>
  )
}

function FullScreen() {
  const [full, set] = useState(Boolean(document.fullscreenElement))
  useEffect(() => {
    const changed = () => set(Boolean(document.fullscreenElement))
    document.addEventListener('fullscreenchange', changed)
    return () => document.removeEventListener('fullscreenchange', changed)
  }, [])
  return full || !document.fullscreenEnabled ? null : <Button onClick={() => void document.documentElement.requestFullscreen()}>全屏</Button>
}

function Figures({ of: { run, timeliness: due, activity, records } }: { of: Overview }) {
  const { occasions, works } = held(activity ?? [])
  const sectors = shownToAll(run?.sectors?.groups), committees = shownToAll(run?.committees?.groups)
  const wall = { wall: true }
  return (
    <>
      <dl className="tells">
        <Tile name="委员" number={run?.memberCount} unit="名" /><Tile name="参加排名" number={run?.rankedCount} unit="名" />
        <Tile name="会议活动" number={occasions} unit="次" /><Tile name="作品" number={works} unit="件" />
        <Tile name="按期录入" number={inTime(due ?? []) || undefined} unit="" />
      </dl>
      <Panel area="sectors" title="界别人均得分" note={leftOut(sectors.left, '界别')}>{sectors.shown.length > 0 && <Chart {...groups('各界别人均得分', '界别', sectors.shown, wall)} />}</Panel>
      <Panel area="categories" title="各类得分"><Chart {...categories(run?.measure ?? null, wall)} /></Panel>
      <Panel area="months" title="逐月的会议活动和作品">{activity && <Chart {...months(activity, wall)} />}</Panel>
      <Panel area="committees" title="专委会人均得分" note={leftOut(committees.left, '专委会')}>{committees.shown.length > 0 && <Chart {...groups('各专委会人均得分', '专委会', committees.shown, wall)} />}</Panel>
      <Panel area="timeliness" title="各部门录入">{due && <Chart {...timeliness(due, { ...wall, stacked: true })} />}</Panel>
      <Panel area="newest" title="最近的会议活动">
        <ul>{records?.nodes.map(one => <li key={one.id}><span>{one.kind}</span><span>{one.department}</span><span>{one.partCount} 人</span><time dateTime={one.day}>{daySaid(one.day)}</time></li>)}</ul>
      </Panel>
    </>
  )
}

function Tile({ name, number, unit }: { name: string; number: number | string | undefined; unit: string }) {
  return <div><dt>{name}</dt><dd>{number ?? '—'}<small>{number === undefined ? '' : unit}</small></dd></div>
}

function Panel({ area, title, note, children }: { area: string; title: string; note?: string; children: ReactNode }) {
  return <section className={`panel ${area}`}><h2>{title}{note && <small>{note}</small>}</h2>{children || (note ? null : <p>还没有</p>)}</section>
}

function leftOut(left: number, of: string): string | undefined { return left ? `不到 5 名的 ${left} 个${of}不列` : undefined }
