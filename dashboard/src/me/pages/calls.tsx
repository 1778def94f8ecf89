// 约稿: what one is invited to write about, until when, and what came of it.
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid } from '../../shared/said'
import { Help } from '../help'
import { Pager } from '../pager'
import { Page } from '../shell'
import { Shown } from '../shown'
import { useViewer } from '../viewer'
import { CALL_STATES } from '../words'

type Call = NonNullable<Data<'OpinionCalls'>['opinionCalls']>['nodes'][number]

export function Calls() {
  const { to } = useViewer()
  const { told } = usePlace()
  const asked = useAsked('OpinionCalls', { where: null, ...pageOf(told, 10) })
  return (
    <Page title="约稿" back={{ to: to('/me/opinions'), title: '社情民意' }}>
      <Shown asked={asked}>
        {({ opinionCalls: found }) => !found || found.nodes.length === 0
          ? <Help title="没有约稿"><p>办公室请您写的题目，会列在这里，也会提醒您。</p></Help>
          : (
            <>
              <ul className="cards">{found.nodes.map(one => <One key={one.number} call={one} />)}</ul>
              <Pager info={found.pageInfo} total={found.totalCount} unit="次" />
            </>
          )}
      </Shown>
    </Page>
  )
}

function One({ call }: { call: Call }) {
  const { to } = useViewer()
  const open = call.state === 'OPEN' || call.state === 'CLOSED'
  return (
    <li className="card">
      <h2>{call.title}</h2>
      <p><b>{CALL_STATES[call.state]}</b>，{daySaid(call.deadline)}截止{call.over && open && <b className="late">，现在交的记为迟交</b>}</p>
      {call.reason && <p className="words">撤回的原因：{call.reason}</p>}
      <p className="words">{call.text}</p>
      <p className="quiet">收到 {call.submitted} 条，签发 {call.issued} 条，采用 {call.adopted} 条</p>
      {open && <p className="acts"><Link className="button main" href={to('/me/opinions/new', { call: String(call.number) })}>照约稿写<span className="heard">：{call.title}</span></Link></p>}
    </li>
  )
}
