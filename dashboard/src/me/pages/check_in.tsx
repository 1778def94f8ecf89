// 签到: how one signs in at the door, leave before it, and where one was.
import { Link } from 'wouter'
import { useAsked } from '../../shared/api'
import { daySaid } from '../../shared/said'
import { Page } from '../shell'
import { Shown } from '../shown'
import { useViewer } from '../viewer'
import { membership, RECORD_STATES, today } from '../words'

export function CheckIn() {
  const { to } = useViewer()
  return (
    <Page title="签到">
      <section className="card">
        <h2>到会场怎样签到</h2>
        <ol className="how">
          <li>打开手机的相机，或微信、浙政钉的“扫一扫”，对着会场屏幕上的码。</li>
          <li>点出来的网址，看看会议的题目、您的姓名对不对。</li>
          <li>按大按钮“<b>我到了</b>”。</li>
          <li>看到“<b>✓ 已签到</b>”就好了。没有看到，再扫一次，或到门口的签到台。</li>
        </ol>
        <p className="quiet">不用装程序，不问您在哪里，不照相。手机没有电、没有网络，请到签到台登记。</p>
      </section>
      <section className="card">
        <h2>去不了，或有作品等您确认</h2>
        <p className="acts">
          <Link className="button main" href={to('/me/leave')}>会前请假</Link>
          <Link className="button" href={to('/me/co-signatures')}>联名确认</Link>
        </p>
      </section>
      <Occasions title="今天和以后的会议活动" since={today()} none="名单里有您的，录入以后在这里。还没有录入的也可以先请假。" />
      <Occasions title="以前的会议活动" until={today(-1)} none="还没有。组织的部门确认签到名单以后在这里。" />
    </Page>
  )
}

function Occasions({ title, since, until, none }: { title: string; since?: string; until?: string; none: string }) {
  const { year, to } = useViewer()
  const asked = useAsked('OwnOccasions', { year, since, until })
  return (
    <section className="card">
      <h2>{title}</h2>
      <Shown asked={asked}>
        {data => {
          const own = membership(data), records = own && own.records
          if (!records || records.nodes.length === 0) return <p>{none}</p>
          return (
            <>
              <ul className="list">
                {records.nodes.map(one => {
                  const part = one.parts && one.parts.nodes[0]
                  return (
                    <li key={one.id}>
                      <Link className="entry" href={to(`/me/records/${encodeURIComponent(one.id)}`)}>
                        <span className="row"><span className="grow">{one.title || one.kind}</span><b>{howSaid(part ? part.attributes : [], Boolean(since))}</b></span>
                        <span className="quiet">{daySaid(one.day)} · {one.kind} · {RECORD_STATES[one.state]}</span>
                      </Link>
                    </li>
                  )
                })}
              </ul>
              {records.totalCount > records.nodes.length && <p className="quiet">共 {records.totalCount} 次，这里是最近 {records.nodes.length} 次；得分的都在<Link href={to('/me/entries')}>明细</Link>里。</p>}
            </>
          )
        }}
      </Shown>
    </section>
  )
}

/** Whether one was there; whoever is expected stands as absent until the list of arrivals is confirmed. */
function howSaid(attributes: { name: string; value: string }[], coming: boolean): string {
  const words = attributes.map(({ name, value }) => {
    if (name === '状态') return coming && value === '缺席' ? '等您签到' : value
    if (name === '签到') return value
    return name === '迟到' && value === '是' ? '迟到' : ''
  })
  return words.filter(Boolean).join('，')
}
