// 明细: every award with its rule, its clause and its sum; the category stands in the address.
import { Link } from 'wouter'
import { useAsked } from '../../shared/api'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid } from '../../shared/said'
import { Pager } from '../pager'
import { Page } from '../shell'
import { Shown } from '../shown'
import { Sum } from '../sum'
import { useViewer } from '../viewer'
import { membership, type Award, points, RECORD_STATES } from '../words'

export function Entries() {
  const { year, years, to } = useViewer()
  const { told, tell } = usePlace()
  const node = told.get('node')
  const asked = useAsked('OwnAwards', years.length ? { year, node, ...pageOf(told, 20) } : null)
  const own = membership(asked.data)
  const categories = ((own && own.standing && own.standing.nodes) || []).filter(one => one.node.depth === 1)
  const chosen = categories.find(one => one.node.code === node)
  return (
    <Page title={`${year} 年明细`}>
      <div className="chips" role="group" aria-label="只看一类">
        <button type="button" aria-pressed={!node} onClick={() => tell({ node: null, after: null, before: null })}>全部</button>
        {categories.map(one => (
          <button type="button" key={one.node.code} aria-pressed={one.node.code === node} onClick={() => tell({ node: one.node.code, after: null, before: null })}>
            {one.node.title} {points(one.points)}
          </button>
        ))}
      </div>
      <Shown asked={asked}>
        {() => {
          const awards = own && own.standing && own.standing.awards
          if (!awards || awards.nodes.length === 0) {
            return (
              <section className="card">
                <p>{chosen ? `“${chosen.node.title}”` : '这一年'}还没有得分。由组织、收稿的部门录入，审核通过就计分，您不用自己填。</p>
                <p>参加了而没有记的，可以<Link href={to('/me/objections/new', { about: 'MISSING' })}>提异议</Link>。</p>
              </section>
            )
          }
          return (
            <>
              <ul className="cards">{awards.nodes.map((award, at) => <Entry key={at} award={award} />)}</ul>
              <Pager info={awards.pageInfo} total={awards.totalCount} unit="条" />
            </>
          )
        }}
      </Shown>
    </Page>
  )
}

function Entry({ award }: { award: Award }) {
  const { to, year } = useViewer()
  const record = award.record
  const title = (award.asScored && (award.asScored.title || award.asScored.kind)) || award.node.title
  const object = to('/me/objections/new', { about: 'AWARD', year: String(year), rule: award.node.code, record: record && record.id })
  return (
    <li className="card">
      <span className="row"><h2 className="grow">{title}</h2><b className="got">{points(award.kept)} 分</b></span>
      <p className="quiet">{[award.day && daySaid(award.day), award.asScored && award.asScored.kind, record && RECORD_STATES[record.state]].filter(Boolean).join(' · ')}</p>
      <Sum award={award} />
      <p className="acts">
        {record && <Link className="button" href={to(`/me/records/${encodeURIComponent(record.id)}`)} aria-label={`看记录：${title}`}>看记录</Link>}
        <Link className="button" href={object} aria-label={`对此有异议：${title}`}>对此有异议</Link>
      </p>
    </li>
  )
}
