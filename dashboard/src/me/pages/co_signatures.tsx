// 联名: whether a work that names one was indeed signed by one.
import { type FormEvent, useState } from 'react'
import { type Data, useAsked } from '../../shared/api'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid, timeSaid } from '../../shared/said'
import { useSend } from '../../shared/change'
import { Field, useDraft } from '../form'
import { Help } from '../help'
import { Pager } from '../pager'
import { Page } from '../shell'
import { Fault, Shown } from '../shown'
import { useViewer } from '../viewer'

type CoSignature = NonNullable<NonNullable<Data<'OwnCoSignatures'>['me']>['coSignatures']>['nodes'][number]

export function CoSignatures() {
  const { to } = useViewer()
  const { told } = usePlace()
  const asked = useAsked('OwnCoSignatures', pageOf(told, 20))
  return (
    <Page title="联名确认" back={{ to: to('/me/check-in'), title: '签到' }}>
      <Shown asked={asked}>
        {({ me }) => {
          const found = me && me.coSignatures
          if (!found || found.nodes.length === 0) {
            return <Help title="没有联名的作品"><p>别人执笔、写了您联名的提案、社情民意信息等，在这里请您确认。确认、否认以后随即记分。</p></Help>
          }
          return (
            <>
              <ul className="cards">{found.nodes.map(one => <One key={one.record.id} signed={one} again={asked.again} />)}</ul>
              <Pager info={found.pageInfo} total={found.totalCount} unit="件" />
            </>
          )
        }}
      </Shown>
    </Page>
  )
}

function One({ signed, again }: { signed: CoSignature; again: () => void }) {
  const { record, confirmed, answeredAt } = signed
  const [declining, setDeclining] = useState(false)
  const sending = useSend()
  return (
    <li className="card">
      <h2>{record.title || record.kind}</h2>
      <p className="quiet">{daySaid(record.day)} · {record.kind} · 编号 {record.number}</p>
      <p><b>{confirmed === null ? '等您确认；现在照录入的计' : confirmed ? '是自己联名的' : '不是自己联名的'}</b>{answeredAt && <span className="quiet">，{timeSaid(answeredAt)} 答复</span>}</p>
      {sending.refused && <Fault error={sending.refused} />}
      <p className="acts">
        {confirmed !== true && <button type="button" className="main" disabled={sending.running} aria-label={`是我联名的：${record.title}`} onClick={() => void sending.send('OwnCoSigned', { record: record.id }).then(made => { if (made) again() })}>是我联名的</button>}
        {confirmed !== false && !declining && <button type="button" aria-label={`不是我联名的：${record.title}`} onClick={() => setDeclining(true)}>不是我联名的</button>}
      </p>
      {declining && confirmed !== false && <Decline record={record.id} again={again} onLeft={() => setDeclining(false)} />}
    </li>
  )
}

function Decline({ record, again, onLeft }: { record: string; again: () => void; onLeft: () => void }) {
  const [draft, set, forget] = useDraft(`co-signature.${record}`, { reason: '' })
  const sending = useSend()
  const send = async (event: FormEvent) => {
    event.preventDefault()
    if (!await sending.send('OwnNotCoSigned', { record, reason: draft.reason })) return
    forget()
    again()
  }
  return (
    <form onSubmit={event => void send(event)}>
      <Field label="为什么不是"><textarea required rows={3} maxLength={200} value={draft.reason} onChange={event => set({ reason: event.target.value })} /></Field>
      {sending.refused && <Fault error={sending.refused} />}
      <p className="acts"><button className="main" type="submit" disabled={sending.running}>提交</button><button type="button" onClick={onLeft}>先不答复</button></p>
    </form>
  )
}
