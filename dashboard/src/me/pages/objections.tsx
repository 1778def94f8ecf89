// 异议: each with every step that was taken, by whom, until which day it is answered.
import { Link } from 'wouter'
import { useAsked } from '../../shared/api'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid, timeSaid } from '../../shared/said'
import { useSend } from '../../shared/change'
import { sizeSaid } from '../../shared/handing_in'
import { Help } from '../help'
import { Pager } from '../pager'
import { Page } from '../shell'
import { Fault, Shown } from '../shown'
import { useViewer } from '../viewer'
import { type Objection, OBJECTED, OBJECTION_STATES, points, STEPS, VERDICTS } from '../words'

export function Objections() {
  const { to } = useViewer()
  const { told } = usePlace()
  const asked = useAsked('OwnObjections', pageOf(told, 10))
  const raised = told.get('raised')
  return (
    <Page title="异议">
      {raised && <p className="done" role="status">✓ 已提交第 {raised} 号异议，5 个工作日内答复。</p>}
      <p className="acts"><Link className="button main" href={to('/me/objections/new')}>提异议</Link></p>
      <Shown asked={asked}>
        {({ me }) => {
          const found = me && me.objections
          if (!found || found.nodes.length === 0) return <None />
          return (
            <>
              <ul className="cards">{found.nodes.map(one => <One key={one.number} objection={one} again={asked.again} />)}</ul>
              <Pager info={found.pageInfo} total={found.totalCount} unit="条" />
            </>
          )
        }}
      </Shown>
    </Page>
  )
}

function None() {
  return (
    <Help title="没有提过异议">
      <p>记录错了、漏了，得分、名次不对，都可以提：打开<Link href="/me/entries">明细</Link>里的那一条，点“对此有异议”；漏了的，点上面“提异议”。</p>
      <p>由录入的部门或委员工作委员会在 5 个工作日内答复，办到哪一步在这里都看得到。录入过这条记录的人不答复。</p>
    </Help>
  )
}

function One({ objection, again }: { objection: Objection; again: () => void }) {
  const { number, about, title, kind, day, line, state } = objection
  const { to } = useViewer()
  const { send, running, refused } = useSend()
  const version = { number, version: objection.version }
  const after = (made: unknown) => { if (made) again() }
  return (
    <li className="card">
      <h2>第 {number} 号：{OBJECTED[about]}{title ? `“${title}”` : ''}</h2>
      <p className="quiet">{objection.year} 年{kind && ` · ${kind}`}{day && ` · ${daySaid(day)}`}{line && ` · ${line.citation}，计 ${points(line.kept)} 分`}</p>
      {objection.record && <p><Link className="button" href={to(`/me/records/${encodeURIComponent(objection.record)}`)}>看这条记录</Link></p>}
      <p><b>{OBJECTION_STATES[state]}</b>{(state === 'SUBMITTED' || state === 'ACCEPTED') && `，由${objection.desk}办理${objection.due ? `，最迟 ${daySaid(objection.due)}答复` : '，期限等放假安排公布'}`}{objection.overdue && <b className="late">，已经过期</b>}</p>
      {objection.verdict && <Answer objection={objection} />}
      <ol className="steps">
        {objection.steps.map((step, at) => (
          <li key={at}><b>{STEPS[step.action]}</b><span className="quiet">，{step.by}，{timeSaid(step.at)}</span>{step.words && <p className="words">{step.words}</p>}</li>
        ))}
      </ol>
      {objection.files.map(file => <p key={file.id}><a className="button" href={`/uploads/${encodeURIComponent(file.id)}`}>佐证：{file.name}（{sizeSaid(file.bytes)}）</a></p>)}
      {refused && <Fault error={refused} />}
      <p className="acts">
        {(state === 'SUBMITTED' || state === 'ACCEPTED') && <button type="button" disabled={running} onClick={() => void send('OwnTakeBack', version).then(after)} aria-label={`撤回第 ${number} 号异议`}>撤回</button>}
        {state === 'ANSWERED' && <button type="button" className="main" disabled={running} onClick={() => void send('OwnClose', version).then(after)} aria-label={`看过了，办结：第 ${number} 号`}>看过了，办结</button>}
      </p>
    </li>
  )
}

function Answer({ objection }: { objection: Objection }) {
  const { before, after } = objection
  const said = (one: { total: string; rank: number | null }) => `${points(one.total)} 分${one.rank === null ? '' : `，第 ${one.rank} 名`}`
  return (
    <div className="answer">
      <p>结论：<b>{VERDICTS[objection.verdict || '']}</b></p>
      {objection.citation && <p>依据：{objection.citation}{objection.step && `，${objection.step}`}</p>}
      {before && after && <p>提出时 {said(before)}；答复时 {said(after)}</p>}
      {objection.waits && <p>这一年已经关账，改动等重新打开这一年才计入。</p>}
    </div>
  )
}
