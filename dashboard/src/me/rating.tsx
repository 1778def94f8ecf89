// 评价: how one rates what a unit answered, with one press; why, where one is not satisfied; all that was said before.
import { type FormEvent, useState } from 'react'
import { type Data, useAsked } from '../shared/api'
import { useSend } from '../shared/change'
import { daySaid, timeSaid } from '../shared/said'
import { Choices, Field } from './form'
import { Fault, Shown } from './shown'
import { useViewer } from './viewer'
import { RATING_STATES, RATINGS } from './words'

type Item = NonNullable<Data<'OwnOpinion'>['opinion']>
type Rating = NonNullable<Item['rating']>

export function Rated({ item, again }: { item: Item; again: () => void }) {
  const { rating } = item
  if (!rating) return null
  return (
    <section aria-label="评价">
      <h3>评价：{rating.state === 'FINAL' && rating.counted ? RATINGS[rating.counted] : RATING_STATES[rating.state]}</h3>
      {rating.state !== 'FINAL' && rating.state !== 'REOPENED' && <p>{rating.due ? <>最迟 <b>{daySaid(rating.due)}</b>，以前可以改，每一次都留着</> : '期限等放假安排公布'}</p>}
      {rating.state === 'REOPENED' && <p>承办单位在再办，再答复以后请再评价。</p>}
      <Given rating={rating} />
      {rating.mayRate && <Rate key={item.version} item={item} reopened={rating.reopened} again={again} />}
      {!rating.mayRate && !item.own && rating.state !== 'FINAL' && <p className="quiet">由提交的人评价。</p>}
    </section>
  )
}

function Given({ rating }: { rating: Rating }) {
  if (rating.given.length === 0) return null
  return (
    <ol className="steps" aria-label="评过的">
      {rating.given.map(one => (
        <li key={one.place}>
          <b>{RATINGS[one.rating]}</b>
          <span className="quiet">，评第 {one.answer} 次答复，{timeSaid(one.givenAt)}{one.before && `，原来是${RATINGS[one.before]}`}{one.afterContact && '，单位联系以后改的'}</span>
          {one.reason && <p className="words">{one.reason.name}{one.words && `：${one.words}`}</p>}
        </li>
      ))}
    </ol>
  )
}

function Rate({ item, reopened, again }: { item: Item; reopened: boolean; again: () => void }) {
  const { committee } = useViewer()
  const { number, version } = item
  const { send, running, refused } = useSend()
  const [unsatisfied, setUnsatisfied] = useState(false)
  const rate = async (rating: 'SATISFIED' | 'FAIRLY_SATISFIED' | 'DISSATISFIED', reason: string | null, words: string | null) => {
    if (await send('OwnOpinionRated', { committee, number, version, rating, reason, words, requestKey: `rate-${number}-${version}-${rating}` })) again()
  }
  return (
    <>
      <p className="acts rates">
        <button className="main" type="button" disabled={running} onClick={() => void rate('SATISFIED', null, null)}>满意</button>
        <button type="button" disabled={running} onClick={() => void rate('FAIRLY_SATISFIED', null, null)}>基本满意</button>
        <button type="button" disabled={running} aria-expanded={unsatisfied} onClick={() => setUnsatisfied(!unsatisfied)}>不满意</button>
      </p>
      {unsatisfied && <Why reopened={reopened} running={running} onDone={(reason, words) => void rate('DISSATISFIED', reason, words)} />}
      {refused && <Fault error={refused} />}
    </>
  )
}

function Why({ reopened, running, onDone }: { reopened: boolean; running: boolean; onDone: (reason: string, words: string | null) => void }) {
  const asked = useAsked('OpinionForm', {})
  const [reason, setReason] = useState('')
  const [words, setWords] = useState('')
  const done = (event: FormEvent) => {
    event.preventDefault()
    onDone(reason, words.trim() || null)
  }
  return (
    <Shown asked={asked}>
      {({ opinionForm }) => (
        <form onSubmit={done}>
          <Choices legend="为什么不满意" name="reason" value={reason} onValue={setReason} options={opinionForm.dissatisfactions.map(one => [one.code, one.name])} />
          <Field label="要补办什么（可以不写）" hint="办公室和承办单位看得到，看不到是谁写的；涉密的不能写"><textarea rows={3} maxLength={2000} value={words} onChange={event => setWords(event.target.value)} /></Field>
          <p className="acts"><button className="main" type="submit" disabled={running || !reason}>{reopened ? '评不满意' : '不满意，请再办一次'}</button></p>
        </form>
      )}
    </Shown>
  )
}
