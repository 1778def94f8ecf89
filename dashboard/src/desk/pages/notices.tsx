// 通知: the inbox of whoever is signed in.
import { Button, Card, Tag } from 'antd'
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import type { NoticeSubject } from '../../shared/operations'
import { usePlace } from '../../shared/place'
import { timeSaid } from '../../shared/said'
import { useChange } from '../change'
import { Pager, Shown, SIZE } from '../list'

type One = NonNullable<NonNullable<Data<'Notices'>['me']>['notices']>['nodes'][number]

/** Where what a notice is about is dealt with. */
const PLACES: Partial<Record<NoticeSubject, (number: number | null) => string>> = {
  RECORDS: number => `/desk/batch/${number}`,
  CORRECTIONS: number => `/desk/batch/${number}`,
  CORRECTION: () => '/desk/review',
  OBJECTION: number => `/desk/objections?number=${number}`,
  OPINION: number => `/desk/opinions?number=${number}`,
  OPINION_PAPER: number => `/desk/paper/${number}`,
  OPINION_CALL: () => '/me/calls',
  OPINION_LEAD: () => '/me/leads',
  HANDLING: number => `/desk/handling/${number}`,
  LEAVE: () => '/desk/leaves',
  SAMPLE: number => `/desk/samples?sample=${number}`,
  PERSON: () => '/desk/people',
  CONNECTOR_EVENT: () => '/desk/today',
}

function Told({ notice }: { notice: One }) {
  const { tell } = usePlace()
  const place = PLACES[notice.subject]?.(notice.subjectNumber)
  if (place) return <Link href={place}>{notice.text}</Link>
  if (!notice.record) return <>{notice.text}</>
  return <a href={`?record=${notice.record}`} onClick={event => { event.preventDefault(); tell({ record: notice.record }) }}>{notice.text}</a>
}

export default function NoticesPage() {
  const { told } = usePlace()
  const { change, running } = useChange()
  const asked = useAsked('Notices', { unseen: false, first: SIZE, after: told.get('after') })
  const notices = asked.data?.me?.notices
  // All of them, whichever page is shown: the newest stands on the first.
  const first = useAsked('Notices', { unseen: false, first: 1 })
  const newest = first.data?.me?.notices?.nodes[0]?.number ?? 0
  return (
    <div className="page">
      <Card size="small" title={`通知，${asked.data?.me?.unseenNotices ?? 0} 条没有看过`} extra={<Button disabled={newest === 0} loading={running} onClick={() => void change('MarkNoticesSeen', { upTo: newest }, '都标为看过')}>都看过了</Button>}>
        <Shown asked={asked}>
          {() => notices?.nodes.length === 0 ? <p>没有通知：快到期、被退回、要办的来了，会写在这里</p> : (
            <ul className="rows">
              {notices?.nodes.map(one => (
                <li key={one.number}>
                  {one.seenAt ? null : <Tag color="red">新</Tag>}
                  <span className="said"><Told notice={one} /></span>
                  <span className="when">{timeSaid(one.madeAt)}</span>
                </li>
              ))}
            </ul>
          )}
        </Shown>
        <Pager info={notices ? { ...notices.pageInfo, hasPreviousPage: false, startCursor: null } : undefined} total={notices?.totalCount} />
      </Card>
    </div>
  )
}
