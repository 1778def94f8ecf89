// One item of 社情民意: written, kept as a draft on the server, submitted; read once it is.
import { type FormEvent, useState } from 'react'
import { useLocation } from 'wouter'
import { type Data, Refused, useAsked } from '../../shared/api'
import { useSend } from '../../shared/change'
import { type Handed, sizeSaid } from '../../shared/handing_in'
import { usePlace } from '../../shared/place'
import { Evidence } from '../evidence'
import { Choices, Field, Tick, useDraft } from '../form'
import { Page } from '../shell'
import { Fault, Shown } from '../shown'
import { useViewer } from '../viewer'
import { ITEM_STATES } from '../words'
import { Steps } from './opinions'

type Item = NonNullable<Data<'OwnOpinion'>['opinion']>
type Choosing = Data<'OpinionForm'>['opinionForm']
interface Kept { number: number; version: number }
interface Author { name: string; number: string }

const EMPTY = {
  title: '', situation: '', causes: '', advice: '', area: '', urgency: 'ordinary', source: 'own', open: true, follows: '',
  authors: [] as Author[], files: [] as Handed[], declared: false,
}
type Written = typeof EMPTY

export function NewOpinion() {
  const form = useAsked('OpinionForm', {})
  return <Frame title="写一条信息"><Shown asked={form}>{data => <Form item={null} choosing={data.opinionForm} again={() => undefined} />}</Shown></Frame>
}

export function OpinionPage({ number }: { number: number }) {
  const asked = useAsked('OwnOpinion', { number })
  const form = useAsked('OpinionForm', {})
  return (
    <Frame title={`第 ${number} 号信息`}>
      <Shown asked={asked}>
        {({ opinion }) => !opinion ? <p className="card">没有这个编号的信息，或者不是给您看的。</p>
          : opinion.availableActions.includes('SAVE')
            ? <Shown asked={form}>{data => <Form key={opinion.version} item={opinion} choosing={data.opinionForm} again={asked.again} />}</Shown>
            : <Whole item={opinion} />}
      </Shown>
    </Frame>
  )
}

function Frame({ title, children }: { title: string; children: React.ReactNode }) {
  const { to } = useViewer()
  return <Page title={title} back={{ to: to('/me/opinions'), title: '社情民意' }}>{children}</Page>
}

function writtenIn(item: Item | null): Written {
  if (!item) return EMPTY
  return {
    title: item.title || '', situation: item.situation || '', causes: item.causes || '', advice: item.advice || '',
    area: item.area ? item.area.code : '', urgency: item.urgency ? item.urgency.code : 'ordinary', source: item.source ? item.source.code : 'own',
    open: item.open !== false, follows: item.follows ? String(item.follows) : '',
    authors: item.coAuthors.map(one => ({ name: one.name, number: one.number || '' })),
    files: item.files, declared: false,
  }
}

/** How long the three parts are, as the server counts: without blanks. */
function charactersOf({ situation, causes, advice }: Written): number {
  return Array.from((situation + causes + advice).replace(/\s/g, '')).length
}

function Form({ item, choosing, again }: { item: Item | null; choosing: Choosing; again: () => void }) {
  const { committee, to } = useViewer()
  const [, go] = useLocation()
  const { told } = usePlace()
  // What is on the server: the next save goes on from there.
  const [base, setBase] = useState<Kept | null>(item)
  const [draft, set, forget] = useDraft(base ? `opinion.${base.number}.${base.version}` : 'opinion.new', writtenIn(item))
  const [saved, setSaved] = useState(told.get('saved') !== null)
  const [undeclared, setUndeclared] = useState(false)
  const saving = useSend(), submitting = useSend()
  const put = (change: Partial<Written>) => { setUndeclared(false); setSaved(false); set(before => ({ ...before, ...change })) }
  const save = async (): Promise<Kept | null> => {
    setUndeclared(!draft.declared)
    // What may be classified does not leave the telephone.
    if (!draft.declared) return null
    const { authors, files, declared, area, follows, ...said } = draft
    const input = {
      ...said, notClassified: declared, area: area || null, follows: Number(follows) || null, files: files.map(file => file.id),
      coAuthors: authors.filter(one => one.name.trim()).map(one => ({ name: one.name, number: one.number.trim() || null })),
      number: base && base.number, version: base && base.version,
    }
    const made = await saving.send('OwnOpinionSaved', { input })
    if (!made || !made.opinion) return null
    forget()
    setBase(made.opinion)
    return made.opinion
  }
  const keep = async () => {
    const kept = await save()
    setSaved(kept !== null)
    if (kept && !item) go(to(`/me/opinions/${kept.number}`, { saved: '1' }), { replace: true })
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const kept = await save()
    if (!kept) return
    const { number, version } = kept
    if (!await submitting.send('OwnOpinionSubmitted', { committee, number, version, requestKey: `submit-${number}-${version}` })) return
    forget()
    go(to('/me/opinions', { submitted: String(number) }))
  }
  const running = saving.running || submitting.running
  return (
    <form className="card" onSubmit={event => void submit(event)}>
      {item && <p><b>{ITEM_STATES[item.state]}</b></p>}
      {item && item.steps.length > 0 && <Steps steps={item.steps} />}
      <Parts draft={draft} put={put} choosing={choosing} />
      <Choices legend="缓急" name="urgency" value={draft.urgency} onValue={urgency => put({ urgency })} options={choosing.urgencies.map(one => [one.code, `${one.name}，${one.days ? `${one.days} 个工作日内` : '当天'}初审`])} />
      <Field label="来源">
        <select value={draft.source} onChange={event => put({ source: event.target.value })}>{choosing.sources.map(one => <option key={one.code} value={one.code}>{one.name}</option>)}</select>
      </Field>
      <Field label="接着以前的哪一条" hint="写它的编号；不是接着写的不写"><input inputMode="numeric" pattern="[0-9]*" value={draft.follows} onChange={event => put({ follows: event.target.value })} /></Field>
      <Authors authors={draft.authors} most={choosing.mostAuthors} onAuthors={authors => put({ authors })} />
      <Evidence what="附件" files={draft.files} most={choosing.mostFiles} onFiles={files => put({ files })} />
      <Tick label="录用以后，同意在系统内公开" value={draft.open} onValue={open => put({ open })} />
      <Tick label="我声明：写的、附的都不涉及国家秘密" value={draft.declared} onValue={declared => put({ declared })} />
      {undeclared && <Fault error={UNDECLARED} />}
      {saving.refused && <Fault error={saving.refused} again={saving.refused.code === 'CONFLICT' && item ? () => { forget(); again() } : undefined} />}
      {submitting.refused && <Fault error={submitting.refused} />}
      <p className="acts">
        <button className="main" type="submit" disabled={running}>{running ? '正在提交……' : '提交'}</button>
        <button type="button" disabled={running} onClick={() => void keep()}>存草稿</button>
      </p>
      <p className={saved ? 'done' : 'quiet'} role="status">{saved ? '✓ 草稿已存，换一部手机也能接着写。' : '没有存的，只在这部手机的这一页上。'}</p>
    </form>
  )
}

const UNDECLARED = new Refused('先声明不涉密，再存、再提交。涉密的不能写在这里，请按保密规定另行报送', 'BAD_USER_INPUT')

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

function Whole({ item }: { item: Item }) {
  return (
    <article className="card">
      <h2>{item.title || '内容读不出了'}</h2>
      <p className="quiet">{item.writer}{item.coAuthors.length > 0 && `，${item.coAuthors.map(one => one.name).join('、')}`}{item.area && ` · ${item.area.name}`}{item.urgency && ` · ${item.urgency.name}`}</p>
      <p><b>{ITEM_STATES[item.state]}</b></p>
      {item.situation && <><h3>情况</h3><p className="words">{item.situation}</p></>}
      {item.causes && <><h3>原因</h3><p className="words">{item.causes}</p></>}
      {item.advice && <><h3>建议</h3><p className="words">{item.advice}</p></>}
      {item.files.map(file => <p key={file.id}><a className="button" href={`/uploads/${encodeURIComponent(file.id)}`} download>附件：{file.name}（{sizeSaid(file.bytes)}）</a></p>)}
      {item.steps.length > 0 && <Steps steps={item.steps} />}
    </article>
  )
}
