// 提醒: what happened that concerns oneself, and where else it is sent.
import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import { type Data, useAsked, type Variables } from '../../shared/api'
import { pageOf, usePlace } from '../../shared/place'
import { timeSaid } from '../../shared/said'
import { useSend } from '../../shared/change'
import { Choices, Field } from '../form'
import { Help } from '../help'
import { Pager } from '../pager'
import { Page } from '../shell'
import { Fault, Shown } from '../shown'
import { useViewer } from '../viewer'
import { CHANNELS } from '../words'

type Notice = NonNullable<NonNullable<Data<'Notices'>['me']>['notices']>['nodes'][number]
type Channel = Variables<'OwnNoticeChannel'>['channel']

const PLACES: { [subject in Notice['subject']]?: string } = {
  OBJECTION: '/me/objections', OPINION: '/me/opinions', CO_WRITTEN_OPINION: '/me/opinions', OPINION_CALL: '/me/calls', OPINION_LEAD: '/me/leads', LEAVE: '/me/leave', CO_SIGNATURE: '/me/co-signatures', FEEDBACK: '/me/feedback', ACCOUNT: '/me/data',
}

export function Notices() {
  const { to, again } = useViewer()
  const { told } = usePlace()
  const { first = 20, after } = pageOf(told, 20)
  const asked = useAsked('Notices', { unseen: false, first, after })
  const seen = useSend()
  // All of them, whichever page is shown: the newest stands on the first.
  const newest = useAsked('Notices', { unseen: false, first: 1 })
  const latest = newest.data && newest.data.me && newest.data.me.notices && newest.data.me.notices.nodes[0]
  const mark = async () => { if (latest && await seen.send('OwnNoticesSeen', { upTo: latest.number })) { asked.again(); again() } }
  return (
    <Page title="提醒" back={{ to: to('/me/mine'), title: '我的' }}>
      <Shown asked={asked}>
        {({ me }) => {
          const found = me && me.notices
          if (!found || found.nodes.length === 0) return <Help title="没有提醒"><p>异议有了答复、请假批了、有作品等您确认联名，会在这里提醒您。</p></Help>
          return (
            <>
              {Boolean(me.unseenNotices) && <p className="acts"><button type="button" disabled={seen.running} onClick={() => void mark()}>全部标为看过</button></p>}
              {seen.refused && <Fault error={seen.refused} />}
              <section className="card"><ul className="list">{found.nodes.map(one => <li key={one.number}><One notice={one} /></li>)}</ul></section>
              <Pager info={{ ...found.pageInfo, hasPreviousPage: false, startCursor: null }} total={found.totalCount} unit="条" />
            </>
          )
        }}
      </Shown>
      <Settings />
    </Page>
  )
}

function One({ notice }: { notice: Notice }) {
  const { to } = useViewer()
  const place = PLACES[notice.subject] || (notice.record ? `/me/records/${encodeURIComponent(notice.record)}` : null)
  const told = (
    <>
      <span>{notice.seenAt === null && <b className="new">新 </b>}{notice.text}</span>
      <span className="quiet">{timeSaid(notice.madeAt)}</span>
    </>
  )
  return place ? <Link className="entry" href={to(place)}>{told}</Link> : <span className="entry">{told}</span>
}

function Settings() {
  const asked = useAsked('OwnNoticeSettings', {})
  return (
    <Shown asked={asked}>
      {({ me }) => me && me.noticeSettings && me.noticeSettings.channels.length > 1
        ? <Chosen settings={me.noticeSettings} again={asked.again} key={me.noticeSettings.channel} />
        : <p className="quiet">提醒只在这里看；单位没有开通邮件、浙政钉等别的途径。</p>}
    </Shown>
  )
}

type SettingsOf = NonNullable<NonNullable<Data<'OwnNoticeSettings'>['me']>['noticeSettings']>

function Chosen({ settings, again }: { settings: SettingsOf; again: () => void }) {
  const [channel, setChannel] = useState<Channel>(settings.channel)
  const [mail, setMail] = useState('')
  const [done, setDone] = useState(false)
  const sending = useSend()
  const send = async (event: FormEvent) => {
    event.preventDefault()
    if (await sending.send('OwnNoticeChannel', { channel, mail: channel === 'MAIL' ? mail : null })) { setDone(true); again() }
  }
  return (
    <form className="card" onSubmit={event => void send(event)}>
      <Choices legend="提醒还送到哪里" name="channel" value={channel} onValue={setChannel} options={settings.channels.map(one => [one, CHANNELS[one] || one])} />
      {channel === 'MAIL' && <Field label="邮箱" hint={settings.mail ? `现在是 ${settings.mail}` : undefined}><input type="email" required value={mail} onChange={event => setMail(event.target.value)} /></Field>}
      {sending.refused && <Fault error={sending.refused} />}
      {done && <p className="done" role="status">✓ 已改</p>}
      <p className="acts"><button type="submit" disabled={sending.running}>保存</button></p>
    </form>
  )
}
