// 意见反馈: what does not work, what would be better, what is registered wrongly; and what became of it.
import { type FormEvent, useState } from 'react'
import { useAsked, type Variables } from '../../shared/api'
import { pageOf, usePlace } from '../../shared/place'
import { timeSaid } from '../../shared/said'
import { useSend } from '../../shared/change'
import { Choices, Field, Tick, useDraft } from '../form'
import { Pager } from '../pager'
import { Page } from '../shell'
import { Fault, Shown } from '../shown'
import { useViewer } from '../viewer'
import { type Opinion, OPINION_KINDS, OPINION_STATES } from '../words'

type Kind = Variables<'OwnFeedbackWritten'>['kind']

const KINDS: [Kind, string][] = [['PROBLEM', '问题：用不了、不对'], ['SUGGESTION', '建议'], ['CORRECTION', '个人信息更正']]

export function OpinionBox() {
  const { to } = useViewer()
  const { told } = usePlace()
  const asked = useAsked('OwnFeedback', pageOf(told, 20))
  return (
    <Page title="意见反馈" back={{ to: to('/me/mine'), title: '我的' }}>
      <Form again={asked.again} />
      <h2>写过的</h2>
      <Shown asked={asked}>
        {({ me }) => {
          const found = me && me.feedback
          if (!found || found.nodes.length === 0) return <p className="card">还没有写过。写了以后，办到哪一步、怎样答复的，在这里看。</p>
          return (
            <>
              <ul className="cards">{found.nodes.map(one => <One key={one.number} opinion={one} again={asked.again} />)}</ul>
              <Pager info={found.pageInfo} total={found.totalCount} unit="条" />
            </>
          )
        }}
      </Shown>
    </Page>
  )
}

function Form({ again }: { again: () => void }) {
  const { told } = usePlace()
  const kindTold = told.get('kind'), fieldTold = told.get('field') || ''
  const empty = { kind: (kindTold === 'CORRECTION' ? 'CORRECTION' : 'PROBLEM') as Kind, field: fieldTold, words: '', named: true }
  const [draft, set, forget] = useDraft(`feedback.${fieldTold}`, empty)
  const [done, setDone] = useState(false)
  const sending = useSend()
  const put = (change: Partial<typeof empty>) => { setDone(false); set(before => ({ ...before, ...change })) }
  const send = async (event: FormEvent) => {
    event.preventDefault()
    const { kind, words, named } = draft
    if (!await sending.send('OwnFeedbackWritten', { kind, words, named, page: '我的履职', field: kind === 'CORRECTION' ? draft.field : null })) return
    forget()
    set({ ...empty, words: '' })
    setDone(true)
    again()
  }
  return (
    <form className="card" onSubmit={event => void send(event)}>
      <Choices legend="写什么" name="kind" options={KINDS} value={draft.kind} onValue={kind => put({ kind })} />
      {draft.kind === 'CORRECTION' && <Field label="哪一项" hint="如 电话、单位、职务"><input required value={draft.field} onChange={event => put({ field: event.target.value })} /></Field>}
      <Field label={draft.kind === 'CORRECTION' ? '应该是什么' : '写您的意见'}><textarea required rows={5} maxLength={2000} value={draft.words} onChange={event => put({ words: event.target.value })} /></Field>
      <Tick label="答复的人可以看到我的姓名" value={draft.named} onValue={named => put({ named })} />
      {sending.refused && <Fault error={sending.refused} />}
      {done && <p className="done" role="status">✓ 已收到，办了在下面答复您。</p>}
      <p className="acts"><button className="main" type="submit" disabled={sending.running}>{sending.running ? '正在提交……' : '提交'}</button></p>
    </form>
  )
}

function One({ opinion, again }: { opinion: Opinion; again: () => void }) {
  const { number, version, kind, field, words, addition, answer, state } = opinion
  const [draft, set, forget] = useDraft(`addition.${number}`, { words: '' })
  const sending = useSend()
  const send = async (event: FormEvent) => {
    event.preventDefault()
    if (!await sending.send('OwnFeedbackAdded', { number, version, words: draft.words })) return
    forget()
    again()
  }
  return (
    <li className="card">
      <h2>第 {number} 号：{OPINION_KINDS[kind]}{field && `，${field}`}</h2>
      <p><b>{OPINION_STATES[state]}</b><span className="quiet">，{timeSaid(opinion.writtenAt)} 写的</span></p>
      {words && <p className="words">{words}</p>}
      {addition && <p className="words">补充：{addition}</p>}
      {answer && <p className="words">答复{opinion.answeredAt && `（${timeSaid(opinion.answeredAt)}）`}：{answer}</p>}
      {answer && !addition && (
        <form onSubmit={event => void send(event)}>
          <Field label="还要补充的（可以补充一次，重新等答复）"><textarea required rows={3} maxLength={2000} value={draft.words} onChange={event => set({ words: event.target.value })} /></Field>
          {sending.refused && <Fault error={sending.refused} />}
          <p className="acts"><button type="submit" disabled={sending.running}>补充</button></p>
        </form>
      )}
    </li>
  )
}
