// One item of 社情民意: written, kept as a draft on the server, submitted; read once it is.
import { type FormEvent, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { type Data, Refused, useAsked } from '../../shared/api'
import { useSend } from '../../shared/change'
import { type Handed, sizeSaid } from '../../shared/handing_in'
import type { SaveOpinionDraftInput } from '../../shared/operations'
import { usePlace } from '../../shared/place'
import { daySaid, timeSaid } from '../../shared/said'
import { Evidence } from '../evidence'
import { Choices, Field, Tick, useDraft } from '../form'
import { Publication } from '../publication'
import { Rated } from '../rating'
import { Page } from '../shell'
import { Fault, Shown } from '../shown'
import { Similar } from '../similar'
import { useViewer } from '../viewer'
import { HANDLING_STATES, HANDLING_STEPS, ITEM_STATES } from '../words'
import { Steps } from './opinions'

type Item = NonNullable<Data<'OwnOpinion'>['opinion']>
type Choosing = Data<'OpinionForm'>['opinionForm']
interface Kept { number: number; version: number }
interface Author { name: string; number: string }

const EMPTY = {
  title: '', situation: '', causes: '', advice: '', area: '', urgency: 'ordinary', source: 'own', call: '', contactPoint: '', lead: null as number | null, open: true, follows: '',
  authors: [] as Author[], files: [] as Handed[],
}
type Written = typeof EMPTY
/** What is written, and how it stands to what the server holds: in which version, with which text; and what was
 * sent last, where no answer came. */
type Draft = Written & { declared: boolean; version: number; kept: string; lost: SaveOpinionDraftInput | null }

export function NewOpinion() {
  const form = useAsked('OpinionForm', {})
  const { told } = usePlace()
  const from = { call: told.get('call') || '', lead: Number(told.get('lead')) || null }
  return <Frame title="写一条信息"><Shown asked={form}>{data => <Form item={null} choosing={data.opinionForm} from={from} />}</Shown></Frame>
}

export function OpinionPage({ number }: { number: number }) {
  const asked = useAsked('OwnOpinion', { number })
  const form = useAsked('OpinionForm', {})
  // Who writes goes on seeing it, though it was submitted or taken back elsewhere meanwhile.
  const [written, setWritten] = useState(0)
  const item = asked.data && asked.data.opinion
  const open = Boolean(item && item.availableActions.includes('SAVE'))
  useEffect(() => { if (open) setWritten(number) }, [open, number])
  return (
    <Frame title={`第 ${number} 号信息`}>
      <Shown asked={asked}>
        {() => !item ? <p className="card">没有这个编号的信息，或者不是给您看的。</p>
          : open || written === number
            ? <Shown asked={form}>{data => <Form key={number} item={item} choosing={data.opinionForm} onLeave={() => setWritten(0)} />}</Shown>
            : <Whole item={item} again={asked.again} />}
      </Shown>
    </Frame>
  )
}

function Frame({ title, children }: { title: string; children: React.ReactNode }) {
  const { to } = useViewer()
  return <Page title={title} back={{ to: to('/me/opinions'), title: '社情民意' }}>{children}</Page>
}

function textOf({ title, situation, causes, advice, area, urgency, source, call, contactPoint, lead, open, follows, authors, files }: Written): string {
  return JSON.stringify([title, situation, causes, advice, area, urgency, source, call, contactPoint, lead, open, follows, authors.map(one => [one.name, one.number]), files.map(file => file.id)])
}

/** An item as the server has it, to be written on; null: a new one. */
function draftOf(item: Item | null): Draft {
  const written: Written = item ? {
    title: item.title || '', situation: item.situation || '', causes: item.causes || '', advice: item.advice || '',
    area: item.area ? item.area.code : '', urgency: item.urgency ? item.urgency.code : 'ordinary', source: item.source ? item.source.code : 'own',
    call: item.call ? String(item.call.number) : '', contactPoint: item.contactPoint ? String(item.contactPoint.number) : '',
    lead: item.lead, open: item.open !== false, follows: item.follows ? String(item.follows) : '',
    authors: item.coAuthors.map(one => ({ name: one.name, number: one.number || '' })), files: item.files,
  } : EMPTY
  return { ...written, declared: false, version: item ? item.version : 0, kept: textOf(written), lost: null }
}

function inputOf(draft: Draft, at: Kept | null): SaveOpinionDraftInput {
  const { title, situation, causes, advice, area, urgency, source, call, contactPoint, lead, open, follows, authors, files, declared } = draft
  return {
    title, situation, causes, advice, urgency, source, open, area: area || null, follows: Number(follows) || null,
    call: source === CALLED && Number(call) || null, contactPoint: source === AT_POINT && Number(contactPoint) || null, lead,
    notClassified: declared, files: files.map(file => file.id),
    coAuthors: authors.filter(one => one.name.trim()).map(one => ({ name: one.name, number: one.number.trim() || null })),
    number: at && at.number, version: at && at.version,
  }
}

/** How long the three parts are, as the server counts: without blanks. */
function charactersOf({ situation, causes, advice }: Written): number {
  return Array.from((situation + causes + advice).replace(/\s/g, '')).length
}

// The sources that name a call, or a contact point.
const CALLED = 'commissioned', AT_POINT = 'contact_point'
const UNDECLARED = new Refused('先声明不涉密，再存、再提交。涉密的不能写在这里，请按保密规定另行报送', 'BAD_USER_INPUT')
const NO_NUMBER = new Refused('只写编号的数字，例如 3；不是接着写的空着', 'BAD_USER_INPUT', 'follows')
const ELSEWHERE = new Refused('这条信息其间在别处改过', 'CONFLICT')

/** What is being written of an item, and its ways to the server. */
function useWriting(item: Item | null, from: From) {
  const { committee } = useViewer()
  const [number, setNumber] = useState(item ? item.number : null)
  const begun = draftOf(item)
  const empty = item ? begun : { ...begun, lead: from.lead, ...from.call ? { source: CALLED, call: from.call } : {} }
  // What the server has word for word, or has newer while nothing was written here, is taken from there.
  const [draft, set, forget] = useDraft<Draft>(`opinion.${number || (from.call ? `call.${from.call}` : from.lead ? `lead.${from.lead}` : 'new')}`, empty, kept => kept.version === empty.version || (textOf(kept) !== kept.kept && textOf(kept) !== empty.kept))
  const [fault, setFault] = useState<Refused | null>(item && item.version !== draft.version && !draft.lost ? ELSEWHERE : null)
  const { send, running } = useSend()
  const put = (change: Partial<Draft>) => {
    setFault(before => before === UNDECLARED || before === NO_NUMBER ? null : before)
    set(before => ({ ...before, ...change }))
  }
  const sent = async (input: SaveOpinionDraftInput, text: string): Promise<Kept | null> => {
    const made = await send('OwnOpinionSaved', { input }, refused => {
      setFault(refused)
      set(before => ({ ...before, lost: refused.code === 'OFFLINE' ? before.lost || input : null }))
    })
    const at = made && made.opinion
    if (!at) return null
    setNumber(at.number)
    set(before => ({ ...before, version: at.version, kept: text, lost: null }))
    return at
  }
  /** Where it is on the server now, or null; `over` is the version there over which it is saved by choice. */
  const save = async (over?: number): Promise<Kept | null> => {
    // What may be classified does not leave the telephone.
    const wrong = !draft.declared ? UNDECLARED : draft.follows.trim() && !/^[1-9][0-9]{0,8}$/.test(draft.follows.trim()) ? NO_NUMBER : null
    setFault(wrong)
    if (wrong) return null
    let at = number ? { number, version: over || draft.version } : null
    if (at && !over && !draft.lost && textOf(draft) === draft.kept) return at
    // What was sent without an answer is sent again, which keeps it once: so nothing is begun twice, and one's own
    // words are not taken for a change made elsewhere.
    const { lost } = draft
    if (lost && !over && JSON.stringify(lost) !== JSON.stringify(inputOf(draft, at))) {
      at = await sent(lost, '') || at
      setFault(null)
    }
    return sent(inputOf(draft, at), textOf(draft))
  }
  const submit = async (): Promise<Kept | null> => {
    const at = await save()
    return at && await send('OwnOpinionSubmitted', { committee, ...at, requestKey: `submit-${at.number}-${at.version}` }, setFault) && at
  }
  return { number, draft, set, put, forget, fault, setFault, running, save, submit }
}

/** What a new item is written from: a call, or a lead that one has taken up. */
interface From { call: string; lead: number | null }
const NOTHING: From = { call: '', lead: null }
interface Writing { item: Item | null; choosing: Choosing; from?: From; onLeave?: () => void }

function Form({ item, choosing, from = NOTHING, onLeave }: Writing) {
  const { to } = useViewer()
  const [, go] = useLocation()
  const { told } = usePlace()
  const { number, draft, set, put: change, forget, fault, setFault, running, save, submit } = useWriting(item, from)
  const [saved, setSaved] = useState(told.get('saved') !== null && textOf(draft) === draft.kept)
  const [uploading, setUploading] = useState(false)
  const put = (changes: Partial<Draft>) => { setSaved(false); change(changes) }
  // What was begun here is from now on a page of its own.
  useEffect(() => { if (!item && number && saved) go(to(`/me/opinions/${number}`, { saved: '1' }), { replace: true }) }, [item, number, saved])
  const keep = async (over?: number) => setSaved(await save(over) !== null)
  const handIn = async (event: FormEvent) => {
    event.preventDefault()
    const at = await submit()
    if (!at) return
    forget()
    go(to('/me/opinions', { submitted: String(at.number) }))
  }
  const takeTheirs = (theirs: Item | null) => {
    setFault(null)
    if (theirs && theirs.availableActions.includes('SAVE')) return set(draftOf(theirs))
    forget()
    if (onLeave) onLeave()
    else go(to(`/me/opinions/${number}`))
  }
  return (
    <form className="card" onSubmit={event => void handIn(event)}>
      {item && <p><b>{ITEM_STATES[item.state]}</b></p>}
      {item && item.steps.length > 0 && <Steps steps={item.steps} />}
      <fieldset disabled={running}>
        <Tick label="我声明：写的、附的都不涉及国家秘密" value={draft.declared} onValue={declared => put({ declared })} />
        <Parts draft={draft} put={put} choosing={choosing} />
        <Choices legend="缓急" name="urgency" value={draft.urgency} onValue={urgency => put({ urgency })} options={choosing.urgencies.map(one => [one.code, `${one.name}，${one.days ? `${one.days} 个工作日内` : '当天'}初审`])} />
        <Field label="来源">
          <select value={draft.source} onChange={event => put({ source: event.target.value })}>{choosing.sources.map(one => <option key={one.code} value={one.code}>{one.name}</option>)}</select>
        </Field>
        <Sources draft={draft} put={put} />
        {draft.lead && <p>写的是第 {draft.lead} 号线索。 <button type="button" onClick={() => put({ lead: null })}>不是照它写的</button></p>}
        <Field label="接着以前的哪一条" hint="写它的编号；不是接着写的不写"><input inputMode="numeric" aria-invalid={Boolean(fault && fault.field === 'follows')} value={draft.follows} onChange={event => put({ follows: event.target.value })} /></Field>
        {fault && fault.field === 'follows' && <Fault error={fault} />}
        <Authors authors={draft.authors} most={choosing.mostAuthors} onAuthors={authors => put({ authors })} />
        <Evidence what="附件" files={draft.files} most={choosing.mostFiles} onFiles={files => put({ files })} onBusy={setUploading} first={draft.declared ? null : '附件一选就上传，所以先在最上面声明不涉密，再选。'} />
        <Tick label="录用以后，同意在系统内公开" value={draft.open} onValue={open => put({ open })} />
      </fieldset>
      {fault && fault.code === 'CONFLICT' && number
        ? <Elsewhere number={number} version={draft.version} error={fault} onTheirs={takeTheirs} onMine={version => void keep(version)} />
        : fault && fault.field !== 'follows' && <Fault error={fault} />}
      {number && draft.version > 0 && <Similar key={`${number}.${draft.version}`} number={number} />}
      <p className="acts">
        <button className="main" type="submit" disabled={running || uploading}>{running ? '正在提交……' : '提交'}</button>
        <button type="button" disabled={running || uploading} onClick={() => void keep()}>存草稿</button>
      </p>
      <p className={saved ? 'done' : 'quiet'} role="status">{saved ? '✓ 草稿已存，换一部手机也能接着写。' : '没有存的字，只在这部手机的这一页上。'}</p>
    </form>
  )
}

/** Which call or contact point, where the source is one. */
function Sources({ draft, put }: { draft: Written; put: (change: Partial<Written>) => void }) {
  const named = draft.source === CALLED || draft.source === AT_POINT
  const asked = useAsked('OpinionSources', named ? {} : null)
  if (!named) return null
  const calls = asked.data && asked.data.opinionCalls ? asked.data.opinionCalls.nodes : []
  const points = asked.data && asked.data.contactPoints ? asked.data.contactPoints.nodes : []
  return draft.source === CALLED ? (
    <Field label="哪次约稿">
      <select required value={draft.call} onChange={event => put({ call: event.target.value })}>
        <option value="">请选</option>
        {calls.filter(one => one.state !== 'WITHDRAWN' || String(one.number) === draft.call).map(one => <option key={one.number} value={one.number}>{one.title}，{daySaid(one.deadline)}截止{one.over ? '，现在交的记为迟交' : ''}</option>)}
      </select>
    </Field>
  ) : (
    <Field label="哪个联系点">
      <select required value={draft.contactPoint} onChange={event => put({ contactPoint: event.target.value })}>
        <option value="">请选</option>
        {points.filter(one => one.current || String(one.number) === draft.contactPoint).map(one => <option key={one.number} value={one.number}>{one.name}</option>)}
      </select>
    </Field>
  )
}

interface Other { number: number; version: number; error: Refused; onTheirs: (theirs: Item | null) => void; onMine: (version: number) => void }

/** What was refused because the item is another one by now: what is there, or what is written here, by choice. */
function Elsewhere({ number, version, error, onTheirs, onMine }: Other) {
  const asked = useAsked('OwnOpinion', { number })
  return (
    <Shown asked={asked}>
      {({ opinion: theirs }) => theirs && theirs.version === version ? <Fault error={error} /> : (
        <div className="fault" role="alert">
          <p>这条信息其间在别处（例如另一部手机上）改过、办过。您写的没有存上，也没有丢，还在这一页上。</p>
          {theirs && !theirs.availableActions.includes('SAVE') && <p>它现在是“{ITEM_STATES[theirs.state]}”，不能再改；您写的要用，请先抄下来。</p>}
          <p className="acts">
            <button type="button" onClick={() => onTheirs(theirs)}>看服务器上的（您写的会丢掉）</button>
            {theirs && theirs.availableActions.includes('SAVE') && <button type="button" onClick={() => onMine(theirs.version)}>用我写的</button>}
          </p>
        </div>
      )}
    </Shown>
  )
}

function Parts({ draft, put, choosing }: { draft: Written; put: (change: Partial<Written>) => void; choosing: Choosing }) {
  const count = charactersOf(draft)
  return (
    <>
      <Field label="题目" hint="一事一报，一件事一条"><input required maxLength={choosing.longestTitle} value={draft.title} onChange={event => put({ title: event.target.value })} /></Field>
      <Field label="关注重点">
        <select required value={draft.area} onChange={event => put({ area: event.target.value })}>
          <option value="">请选</option>
          {choosing.areas.map(one => <option key={one.code} value={one.code}>{one.name}</option>)}
        </select>
      </Field>
      <Field label="情况" hint="什么事，何时何地，多少"><textarea required rows={6} value={draft.situation} onChange={event => put({ situation: event.target.value })} /></Field>
      <Field label="原因" hint="可以不写"><textarea rows={4} value={draft.causes} onChange={event => put({ causes: event.target.value })} /></Field>
      <Field label="建议" hint="具体，可以落实"><textarea required rows={5} value={draft.advice} onChange={event => put({ advice: event.target.value })} /></Field>
      <p className={count > choosing.advised ? 'late' : 'quiet'}>三段共 {count} 字{count > choosing.advised && `，一般不超过 ${choosing.advised} 字，请看能不能再精炼`}</p>
    </>
  )
}

function Authors({ authors, most, onAuthors }: { authors: Author[]; most: number; onAuthors: (authors: Author[]) => void }) {
  const put = (at: number, change: Partial<Author>) => onAuthors(authors.map((one, place) => place === at ? { ...one, ...change } : one))
  return (
    <fieldset>
      <legend>合写的人（没有的不写）</legend>
      {authors.map((one, at) => (
        <div key={at}>
          <Field label={`第 ${at + 1} 人的姓名`}><input maxLength={40} value={one.name} onChange={event => put(at, { name: event.target.value })} /></Field>
          <Field label={`第 ${at + 1} 人的委员编号`} hint="不是委员的不写"><input maxLength={20} value={one.number} onChange={event => put(at, { number: event.target.value })} /></Field>
          <p className="acts"><button type="button" onClick={() => onAuthors(authors.filter((_, place) => place !== at))}>去掉第 {at + 1} 人</button></p>
        </div>
      ))}
      {authors.length < most && <p className="acts"><button type="button" onClick={() => onAuthors([...authors, { name: '', number: '' }])}>加一名合写的人</button></p>}
    </fieldset>
  )
}

function Whole({ item, again }: { item: Item; again: () => void }) {
  return (
    <article className="card">
      <h2>{item.title || (item.state === 'PURGED' ? `第 ${item.number} 号` : '内容读不出了')}</h2>
      <p className="quiet">{item.writer}{item.coAuthors.length > 0 && `，${item.coAuthors.map(one => one.name).join('、')}`}{item.area && ` · ${item.area.name}`}{item.urgency && ` · ${item.urgency.name}`}</p>
      <p><b>{ITEM_STATES[item.state]}</b></p>
      {item.call && <p>约稿：{item.call.name}{item.late && <b className="late">，迟交</b>}</p>}
      {item.contactPoint && <p>联系点：{item.contactPoint.name}</p>}
      {item.lead && <p>照第 {item.lead} 号线索写的</p>}
      {item.situation && <><h3>情况</h3><p className="words">{item.situation}</p></>}
      {item.causes && <><h3>原因</h3><p className="words">{item.causes}</p></>}
      {item.advice && <><h3>建议</h3><p className="words">{item.advice}</p></>}
      {item.files.map(file => <p key={file.id}><a className="button" href={`/uploads/${encodeURIComponent(file.id)}`}>附件：{file.name}（{sizeSaid(file.bytes)}）</a></p>)}
      {item.issued && <Issued issued={item.issued} />}
      {item.handling && <Handled handling={item.handling} />}
      <Rated item={item} again={again} />
      <Publication item={item} again={again} />
      <Outcomes of={item.outcomes.filter(one => !one.takenBackAt)} />
      {item.steps.length > 0 && <Steps steps={item.steps} />}
    </article>
  )
}

/** What was made of it and signed, below what one wrote: both are kept. */
function Issued({ issued }: { issued: NonNullable<Item['issued']> }) {
  return (
    <section aria-label="签发的">
      <h3>签发的{issued.merged ? '（与别的信息综合成一份）' : ''}</h3>
      <p className="quiet">{issued.vehicle.name} {issued.year} 年第 {issued.issue} 期，送{issued.destination.name}，{timeSaid(issued.signedAt)}签发</p>
      <p><b>{issued.title || '内容读不出了'}</b></p>
      {issued.situation && <p className="words">{issued.situation}</p>}
      {issued.causes && <p className="words">{issued.causes}</p>}
      {issued.advice && <p className="words">{issued.advice}</p>}
    </section>
  )
}

/** Who handles it, until when, what was done, and the answer (议10). */
function Handled({ handling }: { handling: NonNullable<Item['handling']> }) {
  const lead = handling.units.filter(one => one.lead).map(one => one.name).join('、')
  const helping = handling.units.filter(one => !one.lead).map(one => one.name).join('、')
  const { answer, state } = handling
  return (
    <section aria-label="办理">
      <h3>办理：{HANDLING_STATES[state]}</h3>
      <p>{lead}主办{helping && `，${helping}协办`}</p>
      {state !== 'CLOSED' && <p>{handling.due ? <b>最迟 {daySaid(handling.due)}答复</b> : state === 'PAUSED' ? '暂停着，期限以后再定' : '期限等放假安排公布'}{handling.extendedDays > 0 && `（延期了 ${handling.extendedDays} 个工作日）`}{handling.overdue && <b className="late">，已经过期</b>}</p>}
      {answer && (
        <>
          <h4>答复（{timeSaid(answer.answeredAt)}）</h4>
          <p className="words">{answer.text || '内容读不出了'}</p>
          {answer.files.map(file => <p key={file.id}><a className="button" href={`/uploads/${encodeURIComponent(file.id)}`}>附件：{file.name}（{sizeSaid(file.bytes)}）</a></p>)}
        </>
      )}
      <ol className="steps">
        {handling.steps.map((step, at) => (
          <li key={at}><b>{HANDLING_STEPS[step.action]}</b><span className="quiet">，{step.by}，{timeSaid(step.at)}{step.day && `，${daySaid(step.day)}${step.how ? step.how.name : ''}`}</span>{step.words && <p className="words">{step.words}</p>}</li>
        ))}
      </ol>
    </section>
  )
}

/** Where it was adopted, and what leaders instructed; a day each. */
function Outcomes({ of }: { of: Item['outcomes'] }) {
  if (of.length === 0) return null
  return (
    <section aria-label="采用、批示">
      <h3>采用、批示</h3>
      {of.map(one => (
        <p key={one.place}>{daySaid(one.day)}　<b>{one.outcome === 'ADOPTION' ? `被采用：${one.level}` : `${one.level}批示`}</b>{one.words && <><br /><span className="words">{one.words}</span></>}</p>
      ))}
    </section>
  )
}
