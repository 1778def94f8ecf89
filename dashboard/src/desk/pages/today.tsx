// 工作台: work, and no charts. Each row is something that waits, until when, and one button.
import { Button, Card, Result, Space, Tag } from 'antd'
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import { usePlace } from '../../shared/place'
import { daySaid, timeSaid } from '../../shared/said'
import { Shown } from '../list'
import { ABOUT, DUE, OBJECTION_STATES } from '../words'
import { useViewer } from '../viewer'

type Work = NonNullable<NonNullable<Data<'Today'>['committee']>['workList']>
type Reviewing = NonNullable<NonNullable<Data<'TodayReview'>['committee']>['workList']>['toReview']
type Waiting = NonNullable<Work['returned']>['nodes'][number]
type Objected = NonNullable<Work['objections']>['nodes'][number]

export default function TodayPage() {
  const { committee, year } = useViewer()
  const asked = useAsked('Today', committee ? { committee, year } : null)
  const review = useAsked('TodayReview', committee ? { committee, year } : null)
  return (
    <div className="page">
      <Shown asked={asked}>
        {data => <Shown asked={review}>{also => data.committee?.workList && also.committee?.workList ? <Sections work={data.committee.workList} review={also.committee.workList.toReview} /> : null}</Shown>}
      </Shown>
    </div>
  )
}

function Sections({ work, review }: { work: Work; review: Reviewing }) {
  const sections = [
    work.overdueObjections?.totalCount ? <Objections key="late" title="过了期限的异议" of={work.overdueObjections} /> : null,
    work.returned?.totalCount ? <Records key="returned" title="退回来要改的" of={work.returned} button="去改" /> : null,
    work.overdue?.totalCount ? <Records key="overdue" title="过了录入期限的" of={work.overdue} button="补录" /> : null,
    work.dueSoon?.totalCount ? <Records key="soon" title="快到录入期限的" of={work.dueSoon} button="提交" /> : null,
    work.toSubmit?.totalCount ? <Records key="drafts" title="没有提交的草稿" of={work.toSubmit} button="提交" /> : null,
    review.records?.totalCount ? <Records key="review" title="待审核" of={review.records} button="审核" more="/desk/review" /> : null,
    review.corrections?.totalCount ? <Corrections key="corrections" of={review.corrections} /> : null,
    work.objections?.totalCount ? <Objections key="objections" title="要办的异议" of={work.objections} /> : null,
    work.leaves?.totalCount ? <Leaves key="leaves" of={work.leaves} /> : null,
    work.connectorEvents?.totalCount ? <Events key="events" of={work.connectorEvents} /> : null,
  ].filter(Boolean)
  return sections.length ? <>{sections}</> : <Result status="success" title="今天没有等着办的" subTitle="会议、活动结束后 5 个工作日内录入；审核、异议、请假来了，会出现在这里" />
}

function Records({ title, of, button, more }: { title: string; of: { totalCount: number; nodes: Waiting[] }; button: string; more?: string }) {
  const { tell } = usePlace()
  return (
    <Part title={title} count={of.totalCount} more={more}>
      {of.nodes.map(one => (
        <Row key={one.id} what={one.kind} said={one.title} at={one.day} action={<Button onClick={() => tell({ record: one.id })}>{button}</Button>}>
          {one.due.day && <Tag color={one.due.state === 'OVERDUE' ? 'red' : 'default'}>{DUE[one.due.state]} · {daySaid(one.due.day)}</Tag>}
        </Row>
      ))}
    </Part>
  )
}

function Corrections({ of }: { of: NonNullable<Reviewing['corrections']> }) {
  const { tell } = usePlace()
  return (
    <Part title="待审核的更正" count={of.totalCount} more="/desk/review">
      {of.nodes.map(({ record, correction }) => record && (
        <Row key={`${record.id} ${correction.number}`} what={record.kind} said={`${record.title}：${correction.reason}`} at={record.day} action={<Button onClick={() => tell({ record: record.id })}>看</Button>} />
      ))}
    </Part>
  )
}

function Objections({ title, of }: { title: string; of: { totalCount: number; nodes: Objected[] } }) {
  return (
    <Part title={title} count={of.totalCount} more="/desk/objections">
      {of.nodes.map(one => (
        <Row key={one.number} what={`${ABOUT[one.about]}异议`} said={`${one.member?.name ?? ''} ${one.title ?? ''}`} at={null} action={<Link asChild href={`/desk/objections?number=${one.number}`}><Button>办理</Button></Link>}>
          <Tag color={one.overdue ? 'red' : 'default'}>{OBJECTION_STATES[one.state]}{one.due ? ` · ${daySaid(one.due)} 前` : ''}</Tag>
        </Row>
      ))}
    </Part>
  )
}

function Leaves({ of }: { of: NonNullable<Work['leaves']> }) {
  return (
    <Part title="要批的请假" count={of.totalCount} more="/desk/leaves">
      {of.nodes.map(one => <Row key={one.number} what="请假" said={`${one.memberName}：${one.title}`} at={one.day} action={<Link asChild href="/desk/leaves"><Button>批复</Button></Link>} />)}
    </Part>
  )
}

function Events({ of }: { of: NonNullable<Work['connectorEvents']> }) {
  return (
    <Part title="别的系统交来、要人看的" count={of.totalCount}>
      {of.nodes.map(one => <Row key={one.number} what={one.kind ?? '结果'} said={`${one.title ?? `第 ${one.number} 份`}（${timeSaid(one.receivedAt)} 收到）`} at={null} action={null} />)}
    </Part>
  )
}

function Part({ title, count, more, children }: { title: string; count: number; more?: string | undefined; children: React.ReactNode }) {
  return <Card size="small" title={`${title} ${count}`} extra={more && <Link href={more}>全部</Link>}><ul className="rows">{children}</ul></Card>
}

function Row({ what, said, at, action, children }: { what: string; said: string; at: string | null; action: React.ReactNode; children?: React.ReactNode }) {
  return <li><Tag>{what}</Tag><span className="said">{said}</span><Space wrap>{at && <span className="when">{daySaid(at)}</span>}{children}{action}</Space></li>
}
