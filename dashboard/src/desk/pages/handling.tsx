// One paper in the hands of its units: what it says, its term, what was answered, each step, what is to be done now.
import { Card, Tag, Timeline } from 'antd'
import { Link, useParams } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import { sizeSaid } from '../../shared/handing_in'
import { daySaid, timeSaid } from '../../shared/said'
import { HandlingActs } from '../handling_acts'
import { Shown } from '../list'
import { HANDLING_STATES, HANDLING_STEPS, RATINGS, termSaid } from '../words'

type Handling = NonNullable<Data<'Handling'>['handling']>

export default function HandlingPage() {
  const number = Number(useParams<{ number: string }>().number) || 0
  const asked = useAsked('Handling', { number })
  return (
    <div className="page">
      <p><Link href="/desk/handling">转办办理</Link></p>
      <Shown asked={asked}>{({ handling }) => handling && <Whole key={handling.number} handling={handling} />}</Shown>
    </div>
  )
}

function Whole({ handling }: { handling: Handling }) {
  const { said, colour } = HANDLING_STATES[handling.state]
  const parts = [['情况', handling.situation], ['原因', handling.causes], ['建议', handling.advice]] as const
  return (
    <>
      <Card size="small" title={`第 ${handling.number} 号转办`} extra={<Tag color={colour}>{said}</Tag>}>
        <Term handling={handling} />
        {handling.ratings.length > 0 && <p>作者评价：{handling.ratings.map(one => RATINGS[one].said).join('、')}</p>}
        <HandlingActs handling={handling} />
      </Card>
      <Card size="small" title={handling.title ?? '内容读不出了'}>
        <p>{handling.vehicle.name}{handling.issue && ` ${handling.year} 年第 ${handling.issue} 期`}</p>
        {parts.map(([name, one]) => one && <section key={name}><h3>{name}</h3><p className="as-written">{one}</p></section>)}
      </Card>
      {handling.answers.length > 0 && <Answers answers={handling.answers} />}
      <Card size="small" title="办的每一步">
        <Timeline items={handling.steps.map(step => ({ content: (
          <>
            {timeSaid(step.at)} {step.by}：{HANDLING_STEPS[step.action]}{step.other && `，${step.other}`}{step.days && `，${step.days} 个工作日`}{step.action === 'ANSWER' && `，第 ${step.answer} 次`}{step.day && `，${daySaid(step.day)}${step.how?.name ?? ''}`}
            {step.words && <><br /><span className="as-written">{step.words}</span></>}
          </>
        ) }))} />
      </Card>
    </>
  )
}

function Term({ handling }: { handling: Handling }) {
  const { due, extendedDays, askedDays, returnBy, state } = handling
  return (
    <>
      <p className="countdown">{handling.overdue ? <Tag color="red">{termSaid(handling)}</Tag> : termSaid(handling)}{due && `，最迟${daySaid(due)}答复`}{extendedDays > 0 && `（延期了 ${extendedDays} 个工作日）`}</p>
      <ul className="plain-list">
        {handling.units.map(one => <li key={one.name}>{one.lead ? '主办' : '协办'}：{one.name}，{one.receivedAt ? `${timeSaid(one.receivedAt)} 签收` : '没有签收'}</li>)}
      </ul>
      {askedDays && <p>正在申请延期 {askedDays} 个工作日</p>}
      {state === 'RECEIVED' && returnBy && <p>不归本单位的，最迟{daySaid(returnBy)}退办</p>}
    </>
  )
}

function Answers({ answers }: { answers: Handling['answers'] }) {
  return (
    <Card size="small" title={answers.length > 1 ? `答复，共 ${answers.length} 次` : '答复'}>
      {[...answers].reverse().map((one, at) => (
        <details key={one.number} open={at === 0}>
          <summary>第 {one.number} 次 · {timeSaid(one.answeredAt)}</summary>
          <p className="as-written">{one.text ?? '内容读不出了'}</p>
          {one.files.map(file => <p key={file.id}><a href={`/uploads/${encodeURIComponent(file.id)}`}>附件：{file.name}（{sizeSaid(file.bytes)}）</a></p>)}
        </details>
      ))}
    </Card>
  )
}
