// 线索: what citizens said that is in one's hands: taken up and written of, put aside, handed on; entered, too.
import { type FormEvent, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import { useSend } from '../../shared/change'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid } from '../../shared/said'
import { Field, Tick } from '../form'
import { Help } from '../help'
import { Pager } from '../pager'
import { Page } from '../shell'
import { Fault, Shown } from '../shown'
import { useViewer } from '../viewer'
import { LEAD_STATES } from '../words'

type Lead = NonNullable<Data<'OpinionLeads'>['opinionLeads']>['nodes'][number]

export function Leads() {
  const { to } = useViewer()
  const { told } = usePlace()
  const asked = useAsked('OpinionLeads', { where: null, ...pageOf(told, 10) })
  return (
    <Page title="线索" back={{ to: to('/me/opinions'), title: '社情民意' }}>
      {told.get('entered') && <p className="done" role="status">✓ 已登记。</p>}
      <p className="acts"><Link className="button" href={to('/me/leads/new')}>登记一条线索</Link></p>
      <Shown asked={asked}>
        {({ opinionLeads: found }) => !found || found.nodes.length === 0
          ? <Help title="没有线索"><p>群众反映的，交到您手里，会列在这里，也会提醒您。</p></Help>
          : (
            <>
              <ul className="cards">{found.nodes.map(one => <One key={one.number} lead={one} />)}</ul>
              <Pager info={found.pageInfo} total={found.totalCount} unit="条" />
            </>
          )}
      </Shown>
    </Page>
  )
}

function One({ lead }: { lead: Lead }) {
  const { to, committee } = useViewer()
  const { send, running, refused } = useSend()
  const [doing, setDoing] = useState<'PUT_ASIDE' | 'HAND_ON' | null>(null)
  const at = { committee, number: lead.number, version: lead.version }
  const can = (action: Lead['availableActions'][number]) => lead.availableActions.indexOf(action) >= 0
  const named = <span className="heard">：第 {lead.number} 号线索</span>
  return (
    <li className="card">
      <h2>第 {lead.number} 号线索</h2>
      <p><b>{LEAD_STATES[lead.state]}</b>，{lead.contactPoint ? lead.contactPoint.name : lead.way.name}，{daySaid(lead.receivedOn)}收到</p>
      <p className="words">{lead.text || '已经没有了'}</p>
      {(lead.sender || lead.phone) && <p>反映的人：{lead.sender} {lead.phone}{lead.keptUntil && <span className="quiet">（保留到{daySaid(lead.keptUntil)}）</span>}</p>}
      {lead.items.length > 0 && <p className="quiet">写成了第 {lead.items.join('、')} 号信息</p>}
      {refused && <Fault error={refused} />}
      {doing ? <Doing doing={doing} at={at} onLeave={() => setDoing(null)} /> : (
        <p className="acts">
          {can('TAKE_UP') && <button className="main" type="button" disabled={running} onClick={() => void send('TakeUpOpinionLead', { ...at, requestKey: `take-up-${lead.number}-${lead.version}` })}>接办{named}</button>}
          {lead.state === 'TAKEN' && <Link className="button main" href={to('/me/opinions/new', { lead: String(lead.number) })}>写成信息{named}</Link>}
          {can('PUT_ASIDE') && <button type="button" onClick={() => setDoing('PUT_ASIDE')}>搁置{named}</button>}
          {can('HAND_ON') && <button type="button" onClick={() => setDoing('HAND_ON')}>转交{named}</button>}
        </p>
      )}
    </li>
  )
}

interface Asked { doing: 'PUT_ASIDE' | 'HAND_ON'; at: { committee: string; number: number; version: number }; onLeave: () => void }

/** Why it is put aside, or to whom it is handed on. */
function Doing({ doing, at, onLeave }: Asked) {
  const { me } = useViewer()
  const { send, running, refused } = useSend()
  const form = useAsked('OpinionLeadForm', doing === 'HAND_ON' ? {} : null)
  const [words, setWords] = useState('')
  const [holder, setHolder] = useState('')
  const holders = form.data && form.data.opinionLeadForm ? form.data.opinionLeadForm.holders : []
  const done = async (event: FormEvent) => {
    event.preventDefault()
    const requestKey = `${doing}-${at.number}-${at.version}`
    const made = doing === 'HAND_ON'
      ? await send('HandOnOpinionLead', { ...at, holder: Number(holder), words: words.trim() || null, requestKey })
      : await send('PutAsideOpinionLead', { ...at, words, requestKey })
    if (made) onLeave()
  }
  return (
    <form onSubmit={event => void done(event)}>
      {doing === 'HAND_ON' && (
        <Field label="转交给谁" hint="转交以后，您不再看得到">
          <select required value={holder} onChange={event => setHolder(event.target.value)}>
            <option value="">请选</option>
            {holders.filter(one => one.account !== me.number).map(one => <option key={one.account} value={one.account}>{one.name}{one.department && `（${one.department}）`}</option>)}
          </select>
        </Field>
      )}
      <Field label={doing === 'HAND_ON' ? '说明' : '为什么搁置'} hint={doing === 'HAND_ON' ? '可以不写' : undefined}><textarea required={doing === 'PUT_ASIDE'} rows={3} maxLength={2000} value={words} onChange={event => setWords(event.target.value)} /></Field>
      {refused && <Fault error={refused} />}
      <p className="acts">
        <button className="main" type="submit" disabled={running}>{doing === 'HAND_ON' ? '转交' : '搁置'}</button>
        <button type="button" disabled={running} onClick={onLeave}>不办了</button>
      </p>
    </form>
  )
}

const EMPTY = { declared: false, way: '', contactPoint: '', receivedOn: '', text: '', sender: '', phone: '' }

export function NewLead() {
  const { to, committee } = useViewer()
  const [, go] = useLocation()
  // Whose name and telephone stand here is kept by no tab.
  const [draft, set] = useState(EMPTY)
  const { send, running, refused } = useSend()
  const form = useAsked('OpinionLeadForm', {})
  const points = useAsked('OpinionSources', {})
  const put = (change: Partial<typeof EMPTY>) => set(before => ({ ...before, ...change }))
  const known = points.data && points.data.contactPoints ? points.data.contactPoints.nodes : []
  const enter = async (event: FormEvent) => {
    event.preventDefault()
    const { declared, way, contactPoint, receivedOn, text, sender, phone } = draft
    const input = { notClassified: declared, way, contactPoint: way === 'point' && Number(contactPoint) || null, receivedOn, text, sender: sender.trim() || null, phone: phone.trim() || null }
    if (!await send('EnterOpinionLead', { committee, input })) return
    go(to('/me/leads', { entered: '1' }))
  }
  return (
    <Page title="登记一条线索" back={{ to: to('/me/leads'), title: '线索' }}>
      <Shown asked={form}>
        {({ opinionLeadForm: choosing }) => choosing && (
          <form className="card" onSubmit={event => void enter(event)}>
            <fieldset disabled={running}>
              <Tick label="我声明：写的不涉及国家秘密" value={draft.declared} onValue={declared => put({ declared })} />
              <Field label="怎样来的">
                <select required value={draft.way} onChange={event => put({ way: event.target.value })}>
                  <option value="">请选</option>
                  {choosing.ways.map(one => <option key={one.code} value={one.code}>{one.name}</option>)}
                </select>
              </Field>
              {draft.way === 'point' && (
                <Field label="哪个联系点">
                  <select required value={draft.contactPoint} onChange={event => put({ contactPoint: event.target.value })}>
                    <option value="">请选</option>
                    {known.map(one => <option key={one.number} value={one.number}>{one.name}</option>)}
                  </select>
                </Field>
              )}
              <Field label="哪一天收到的"><input type="date" required value={draft.receivedOn} onChange={event => put({ receivedOn: event.target.value })} /></Field>
              <Field label="反映了什么"><textarea required rows={5} maxLength={choosing.longestText} value={draft.text} onChange={event => put({ text: event.target.value })} /></Field>
              <Field label="反映的人的姓名" hint="可以不写"><input maxLength={40} autoComplete="off" value={draft.sender} onChange={event => put({ sender: event.target.value })} /></Field>
              <Field label="反映的人的电话" hint={`可以不写。姓名、电话加密保存，接办、搁置以后 ${choosing.keepDays} 天去掉`}><input type="tel" maxLength={30} autoComplete="off" value={draft.phone} onChange={event => put({ phone: event.target.value })} /></Field>
            </fieldset>
            {refused && <Fault error={refused} />}
            <p className="acts"><button className="main" type="submit" disabled={running}>登记</button></p>
          </form>
        )}
      </Shown>
    </Page>
  )
}
