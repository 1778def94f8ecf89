// 我的履职: how many points, which rank, where from, what can still be earned, what came last.
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import { daySaid } from '../../shared/said'
import { Help } from '../help'
import { type Look, SIZES } from '../look'
import { hue, Ring } from '../ring'
import { Room } from '../room'
import { Page } from '../shell'
import { Shown } from '../shown'
import { useViewer } from '../viewer'
import { membership, points } from '../words'

type Membership = NonNullable<NonNullable<Data<'OwnHome'>['me']>['memberships']>[number]
type Standing = NonNullable<Membership['standing']>

export function Home({ look }: { look: Look }) {
  const { years, year, to } = useViewer()
  const asked = useAsked('OwnHome', years.length ? { year } : null)
  return (
    <Page title="我的履职">
      <button type="button" className="elder-switch" aria-pressed={look.elder > 0} onClick={() => look.onElder(look.elder ? 0 : SIZES[0]!)}>
        {look.elder ? '回到标准版' : '长辈版：字大一些'}
      </button>
      {years.length === 0 ? <NotYet /> : (
        <Shown asked={asked}>
          {data => {
            const own = membership(data), standing = own && own.standing
            if (!own || !standing) return <NotYet />
            return (
              <div className="board">
                <Total own={own} standing={standing} year={year} />
                <Categories standing={standing} />
                <Newest />
                <Room standing={standing} />
                <Spread own={own} total={standing.total} />
                <Statement />
                <p className="quiet wide">分数照 {own.ruleSet ? `《${own.ruleSet.title}》` : '这一年的办法'}计算，点每一项都看得到来由。<Link href={to('/me/objections/new')}>不对的可以提异议</Link>。</p>
              </div>
            )
          }}
        </Shown>
      )}
    </Page>
  )
}

/** The year on paper: a plain link, which every telephone's program saves; were it
 * a `download`, one would not see why there is none. */
function Statement() {
  const { me, year } = useViewer()
  const own = (me.memberships || []).find(one => one.years.includes(year))
  return own ? <p className="wide"><a className="button" href={`/statements/${encodeURIComponent(own.member.id)}/${year}`}>下载 {year} 年履职情况说明（PDF）</a></p> : null
}

function NotYet() {
  return (
    <Help title="这一年还没有分数">
      <p>计分的是会议、活动、培训的出席，和提案、社情民意信息、发言、调研报告、文史资料等。由组织的部门、收稿的部门录入，审核通过就计分，您不用自己填。</p>
      <p>参加了会议活动的，请在会场<Link href="/me/check-in">扫码签到</Link>；要请假的，会前<Link href="/me/leave">请假</Link>。</p>
    </Help>
  )
}

function Total({ own, standing, year }: { own: Membership; standing: Standing; year: number }) {
  const { to } = useViewer()
  const all = standing.ranks[0]
  const others = standing.ranks.slice(1).filter(one => one.rank !== null)
  return (
    <section className="card total">
      <h2>{year} 年总分</h2>
      <p className="big">{points(standing.total)}<small> 分</small></p>
      {standing.unranked
        ? <p>不参加排名：{standing.unranked}</p>
        : all && all.rank !== null && <p className="rank">{all.scope === '全体' ? '全体' : all.group}第 <b>{all.rank}</b> 名，共 {all.size} 人{all.tied > 0 && `，有 ${all.tied} 人并列`}</p>}
      {others.map(one => <p key={one.scope} className="quiet">{one.scope}“{one.group}”第 {one.rank} 名，共 {one.size} 人</p>)}
      {standing.grade && <p>等次：<b className="grade">{standing.grade}</b></p>}
      {standing.passedOver.length > 0 && <p className="quiet">分数够“{standing.passedOver.join('”“')}”，名次还不够。</p>}
      {standing.gates.map((one, at) => <p key={at} className="lack">没有通过“{one.gate.title}”：{one.reasons.join('；')}</p>)}
      {standing.consequences.map((one, at) => <p key={at} className="lack">{one.consequence.title}：{one.reasons.join('；')}</p>)}
      {own.rankVisibility === 'RANKING' && <Link className="button" href={to('/me/ranking')}>看全体排名</Link>}
    </section>
  )
}

function Categories({ standing }: { standing: Standing }) {
  const { to } = useViewer()
  const categories = (standing.nodes || []).filter(one => one.node.depth === 1)
  const slices = categories.map(({ node, points: got }) => ({ code: node.code, title: node.title, points: got }))
  return (
    <section className="card">
      <h2>分从哪里来</h2>
      <Ring slices={slices} total={points(standing.total)} unit="分" />
      <ul className="legend">
        {categories.map(({ node, points: got, records }, at) => (
          <li key={node.code}>
            <Link className="row" href={to('/me/entries', { node: node.code })}>
              <svg className={`swatch ${hue(at)}`} viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="5" /></svg>
              <span className="grow">{node.title}<span className="quiet">，{records} 条{node.cap ? `，上限 ${points(node.cap)} 分` : ''}</span></span>
              <b>{points(got)} 分</b>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Newest() {
  const { year, to } = useViewer()
  const asked = useAsked('OwnNewest', { year })
  return (
    <section className="card">
      <h2>最近的记录</h2>
      <Shown asked={asked}>
        {data => {
          const own = membership(data)
          const found = own && own.standing && own.standing.records
          if (!found || found.nodes.length === 0) return <p>还没有。会议活动由组织的部门录入，审核通过以后在这里。缺了的，可以<Link href={to('/me/objections/new', { about: 'MISSING' })}>提异议</Link>。</p>
          return (
            <>
              <ul className="list">
                {found.nodes.map((one, at) => (
                  <li key={at}>
                    <Linked record={one.record && one.record.id}>
                      <span className="row"><span className="grow">{one.asScored.title || one.asScored.kind}</span><b>{points(one.points)} 分</b></span>
                      <span className="quiet">{one.record && daySaid(one.record.day)} {one.asScored.kind} · {reasonOf(one)}</span>
                    </Linked>
                  </li>
                ))}
              </ul>
              <Link className="button" href={to('/me/entries')}>看全部 {found.totalCount} 条的来由</Link>
            </>
          )
        }}
      </Shown>
    </section>
  )
}

type Recent = NonNullable<NonNullable<NonNullable<NonNullable<Data<'OwnNewest'>['me']>['memberships']>[number]['standing']>['records']>['nodes'][number]

/** Why a record gives what it gives, in half a line. */
function reasonOf(one: Recent): string {
  if (one.excluded) return `不参加计分：${one.excluded}`
  if (one.question) return `待核对：${one.question}`
  if (!one.counted) return '不计入次数'
  const rules = one.nodes.map(node => node.title).join('、')
  return points(one.points) === '0' ? `计次数${rules ? `（${rules}）` : ''}，这一条没有再计分` : `按“${rules}”`
}

function Linked({ record, children }: { record: string | null; children: React.ReactNode }) {
  const { to } = useViewer()
  return record ? <Link className="entry" href={to(`/me/records/${encodeURIComponent(record)}`)}>{children}</Link> : <span className="entry">{children}</span>
}

/** How all totals are spread, without names; where one's own lies. */
function Spread({ own, total }: { own: Membership; total: string }) {
  const found = own.distribution
  if (!found || found.bins.length === 0) return null
  const most = Math.max(...found.bins.map(bin => bin.members))
  const mine = (low: string | null, high: string | null) => (low === null || Number(total) >= Number(low)) && (high === null || Number(total) < Number(high))
  return (
    <section className="card">
      <h2>全体委员的分布</h2>
      <p className="quiet">参加排名的 {found.members} 人，不说是谁。</p>
      <ul className="spread">
        {found.bins.map((bin, at) => {
          const here = mine(bin.low, bin.high)
          const said = bin.low === null ? `${points(bin.high || '')} 分以下` : bin.high === null ? `${points(bin.low)} 分以上` : `${points(bin.low)}–${points(bin.high)} 分`
          return (
            <li key={at} className={here ? 'here' : undefined}>
              <span>{said}</span><span className="bar" aria-hidden="true"><span style={{ width: `${bin.members / most * 100}%` }} /></span><span>{bin.members} 人{here && '（您）'}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
