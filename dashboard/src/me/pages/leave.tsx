// 请假: asked before an occasion, withdrawn while nobody has decided.
import { type FormEvent, useState } from 'react'
import { useAsked } from '../../shared/api'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid, timeSaid } from '../../shared/said'
import { useSend } from '../../shared/change'
import type { Handed } from '../../shared/handing_in'
import { Evidence } from '../evidence'
import { Field, useDraft } from '../form'
import { Pager } from '../pager'
import { Page } from '../shell'
import { Fault, Shown } from '../shown'
import { useViewer } from '../viewer'
import { membership, APPROVERS, type Leave, LEAVE_STATES, today } from '../words'

const EMPTY = { record: '', kind: '', day: '', title: '', organiser: '', reason: '', files: [] as Handed[] }

export function Leaves() {
  const { to } = useViewer()
  const { told } = usePlace()
  const asked = useAsked('OwnLeaves', pageOf(told, 20))
  return (
    <Page title="请假" back={{ to: to('/me/check-in'), title: '签到' }}>
      <Form again={asked.again} />
      <h2>请过的假</h2>
      <Shown asked={asked}>
        {({ me }) => {
          const found = me && me.leaves
          if (!found || found.nodes.length === 0) return <p className="card">还没有请过假。全会、常委会会议由主席批，别的由组织的部门批；批复了在这里看得到。</p>
          return (
            <>
              <ul className="cards">{found.nodes.map(one => <One key={one.number} leave={one} again={asked.again} />)}</ul>
              <Pager info={found.pageInfo} total={found.totalCount} unit="次" />
            </>
          )
        }}
      </Shown>
    </Page>
  )
}

function Form({ again }: { again: () => void }) {
  const { year, years, committee } = useViewer()
  const [draft, set, forget] = useDraft('leave', EMPTY)
  const [asked, setAsked] = useState(false)
  const sending = useSend()
  const coming = useComing()
  // What was chosen once, and is of another year or past by now, stands in no list: it is not sent unseen.
  const chosen = coming.some(one => one.id === draft.record) ? draft.record : ''
  const put = (change: Partial<typeof EMPTY>) => { setAsked(false); set(before => ({ ...before, ...change })) }
  const send = async (event: FormEvent) => {
    event.preventDefault()
    const { kind, day, title, organiser, reason, files } = draft
    const dayYear = Number(day.slice(0, 4))
    // Of a year whose rules are not there yet, the kinds are those of the year that is looked at.
    const occasion = chosen ? { record: chosen, year } : { kind, day, title, organiser: organiser || null, year: years.includes(dayYear) ? dayYear : year }
    if (!await sending.send('OwnLeaveAsked', { input: { committee, ...occasion, reason, files: files.map(file => file.id) } })) return
    forget()
    set(EMPTY)
    setAsked(true)
    again()
  }
  return (
    <form className="card" onSubmit={event => void send(event)}>
      <h2>请一次假</h2>
      {years.length > 0 && <Coming records={coming} chosen={chosen} put={put} />}
      {!chosen && <Occasion draft={draft} put={put} />}
      <Field label="事由" hint="只有批的人看得到，500 个字以内"><textarea required rows={3} maxLength={500} value={draft.reason} onChange={event => put({ reason: event.target.value })} /></Field>
      <Evidence files={draft.files} most={5} onFiles={files => put({ files })} />
      {sending.refused && <Fault error={sending.refused} />}
      {asked && <p className="done" role="status">✓ 已提出，等批复。</p>}
      <p className="acts"><button className="main" type="submit" disabled={sending.running}>{sending.running ? '正在提交……' : '提出请假'}</button></p>
    </form>
  )
}

interface Written { draft: typeof EMPTY; put: (change: Partial<typeof EMPTY>) => void }

function useComing() {
  const { year, years } = useViewer()
  const own = membership(useAsked('OwnOccasions', years.length ? { year, since: today() } : null).data)
  return own && own.records ? own.records.nodes : []
}

function Coming({ records, chosen, put }: { records: ReturnType<typeof useComing>; chosen: string; put: Written['put'] }) {
  if (records.length === 0) return null
  return (
    <Field label="哪一次">
      <select value={chosen} onChange={event => put({ record: event.target.value })}>
        <option value="">名单里没有，自己写</option>
        {records.map(one => <option key={one.id} value={one.id}>{daySaid(one.day)} {one.title || one.kind}</option>)}
      </select>
    </Field>
  )
}

function Occasion({ draft, put }: Written) {
  const { year, years } = useViewer()
  const asked = useAsked('OwnKinds', years.length ? { year } : null)
  const own = membership(asked.data)
  const kinds = (own && own.ruleSet ? own.ruleSet.kinds : []).filter(one => one.form === 'OCCASION')
  return (
    <>
      {asked.error && <Fault error={asked.error} again={asked.again} />}
      <Field label="哪一种">
        <select required value={draft.kind} onChange={event => put({ kind: event.target.value })}>
          <option value="">请选</option>
          {kinds.map(one => <option key={one.name}>{one.name}</option>)}
        </select>
      </Field>
      <Field label="哪一天" hint="今天或以后"><input required type="date" min={today()} value={draft.day} onChange={event => put({ day: event.target.value })} /></Field>
      <Field label="题目" hint="照通知上的写"><input required maxLength={200} value={draft.title} onChange={event => put({ title: event.target.value })} /></Field>
      <Field label="哪个部门组织的" hint="不知道的不写"><input value={draft.organiser} onChange={event => put({ organiser: event.target.value })} /></Field>
    </>
  )
}

function One({ leave, again }: { leave: Leave; again: () => void }) {
  const { committee } = useViewer()
  const sending = useSend()
  const { number, version } = leave
  const by = leave.organiser || (leave.approver === 'ORGANISER' ? '委员工作委员会' : APPROVERS[leave.approver])
  return (
    <li className="card">
      <h2>{leave.title}</h2>
      <p className="quiet">{daySaid(leave.day)} · {leave.kind} · {timeSaid(leave.askedAt)} 提出，由{by}批</p>
      <p><b>{LEAVE_STATES[leave.state]}</b>{leave.decidedAt && `，${leave.decidedBy || ''} ${timeSaid(leave.decidedAt)}`}</p>
      {leave.reason && <p className="words">{leave.reason}</p>}
      {leave.answer && <p className="words">批复：{leave.answer}</p>}
      {leave.files.map((file, at) => <p key={file}><a className="button" href={`/uploads/${encodeURIComponent(file)}`}>证明材料 {at + 1}</a></p>)}
      {sending.refused && <Fault error={sending.refused} />}
      {leave.state === 'ASKED' && <p className="acts"><button type="button" disabled={sending.running} aria-label={`撤回“${leave.title}”的请假`} onClick={() => void sending.send('OwnLeaveTakenBack', { committee, number, version }).then(made => { if (made) again() })}>撤回</button></p>}
    </li>
  )
}
