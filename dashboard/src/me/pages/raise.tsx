// An objection is raised: to a record, to an award, to the rank, to what is missing.
import { type FormEvent } from 'react'
import { Link, useLocation } from 'wouter'
import { useAsked } from '../../shared/api'
import { useSend } from '../../shared/change'
import { usePlace } from '../../shared/place'
import { daySaid } from '../../shared/said'
import { Evidence } from '../evidence'
import type { Handed } from '../../shared/handing_in'
import { Choices, Field, Tick, useDraft } from '../form'
import { Page } from '../shell'
import { Fault } from '../shown'
import { useViewer } from '../viewer'
import { membership, type Objection } from '../words'

type About = Objection['about']

const EMPTY = { words: '', kind: '', day: '', title: '', toMwc: false, files: [] as Handed[] }

export function Raise() {
  const { to } = useViewer()
  const { told, tell } = usePlace()
  const about = aboutOf(told.get('about'))
  return (
    <Page title="提异议" back={{ to: to('/me/objections'), title: '异议' }}>
      {about === 'RECORD' || about === 'AWARD'
        ? <Form about={about} record={told.get('record')} rule={told.get('rule')} key={about} />
        : (
          <>
            <section className="card">
              <Choices legend="对什么有异议" name="about" value={about} onValue={one => tell({ about: one }, true)} options={[['MISSING', '缺了一条记录'], ['RANK', '名次']]} />
              <p>对一条记录、一行得分有异议的：打开<Link href={to('/me/entries')}>明细</Link>里的那一条，点“对此有异议”。</p>
            </section>
            <Form about={about} record={null} rule={null} key={about} />
          </>
        )}
    </Page>
  )
}

function aboutOf(word: string | null): About {
  return word === 'RECORD' || word === 'AWARD' || word === 'RANK' ? word : 'MISSING'
}

function Form({ about, record, rule }: { about: About; record: string | null; rule: string | null }) {
  const { year, to } = useViewer()
  const [, go] = useLocation()
  const [draft, set, forget] = useDraft(`objection.${[about, record, rule].join('.')}`, EMPTY)
  const raise = useSend()
  const put = (change: Partial<typeof EMPTY>) => set(before => ({ ...before, ...change }))
  const send = async (event: FormEvent) => {
    event.preventDefault()
    const missing = about === 'MISSING' ? { kind: draft.kind, day: draft.day, title: draft.title } : {}
    const input = { year, about, words: draft.words, toMwc: draft.toMwc || about === 'RANK', record, rule, files: draft.files.map(file => file.id), ...missing }
    const made = await raise.send('OwnRaise', { input })
    if (!made) return
    forget()
    go(to('/me/objections', { raised: made.objection && String(made.objection.number) }))
  }
  return (
    <form className="card" onSubmit={event => void send(event)}>
      {record && <About record={record} rule={rule} />}
      {about === 'MISSING' && <Missing draft={draft} put={put} />}
      <Field label="错在哪里，依据什么" hint="写明白就好办，2,000 个字以内。只有您和答复的人看得到。">
        <textarea required rows={6} maxLength={2000} value={draft.words} onChange={event => put({ words: event.target.value })} />
      </Field>
      <Evidence files={draft.files} most={10} onFiles={files => put({ files })} />
      {about === 'RANK'
        ? <p className="quiet">名次由委员工作委员会答复。</p>
        : <Tick label="请委员工作委员会答复（不选的，由录入、组织的部门答复）" value={draft.toMwc} onValue={toMwc => put({ toMwc })} />}
      {raise.refused && <Fault error={raise.refused} />}
      <p className="acts"><button className="main" type="submit" disabled={raise.running}>{raise.running ? '正在提交……' : '提交'}</button></p>
    </form>
  )
}

function About({ record, rule }: { record: string; rule: string | null }) {
  const asked = useAsked('OwnRecord', { id: record })
  const node = asked.data && asked.data.node
  if (!node || node.__typename !== 'Record') return null
  return <p className="about">就“<b>{node.title || node.kind}</b>”（{daySaid(node.day)}，{node.kind}）{rule ? '的得分' : '这条记录'}</p>
}

function Missing({ draft, put }: { draft: typeof EMPTY; put: (change: Partial<typeof EMPTY>) => void }) {
  const { year } = useViewer()
  const asked = useAsked('OwnKinds', { year })
  const own = membership(asked.data)
  const kinds = own && own.ruleSet ? own.ruleSet.kinds : []
  return (
    <>
      {asked.error && <Fault error={asked.error} again={asked.again} />}
      <Field label="哪一种">
        <select required value={draft.kind} onChange={event => put({ kind: event.target.value })}>
          <option value="">请选</option>
          {kinds.map(one => <option key={one.name}>{one.name}</option>)}
        </select>
      </Field>
      <Field label="哪一天"><input required type="date" value={draft.day} onChange={event => put({ day: event.target.value })} /></Field>
      <Field label="题目" hint="会议活动的名称，或作品的题目"><input required maxLength={200} value={draft.title} onChange={event => put({ title: event.target.value })} /></Field>
    </>
  )
}
