// Who has arrived, who has not, who is not on the list; the organiser puts it right by hand, and says why.
import { type ReactNode, useState } from 'react'
import { Alert, Button, Card, Checkbox, Empty, Flex, Tag } from 'antd'
import { usePlace } from '../shared/place'
import { timeSaid } from '../shared/said'
import { useChange } from './change'
import type { CheckIn } from './pages/check_in'
import { Reason } from './reason'
import { useUndo } from './undo'

type Arrival = NonNullable<CheckIn['arrivals']>['nodes'][number]
const LISTS = ['arrivals', 'flagged', 'guests', 'missing'] as const
type List = typeof LISTS[number]

/** The list that the address says. */
export function listOf(told: URLSearchParams): List { return LISTS.find(one => one === told.get('list')) ?? 'arrivals' }

interface Asking { add: string[]; remove: string[]; late: boolean; name: string }

export function ArrivedLists({ record, checkIn }: { record: string; checkIn: CheckIn }) {
  const { change, running } = useChange()
  const offer = useUndo()
  const { told, tell } = usePlace()
  const [asking, setAsking] = useState<Asking | null>(null)
  const [late, setLate] = useState(false)
  const open = checkIn.state !== 'CONFIRMED'
  const put = ({ add, remove, late }: Asking, reason: string) => change('CorrectArrivals', { input: { record, add, remove, late, reason } }, '名单已改')
  const correct = async (reason: string) => {
    const done = asking && await put(asking, reason)
    // Who was taken off by mistake comes back as they came, late or not.
    if (done && asking.remove.length) offer(`已${asking.name}`, '撤销', () => void put({ ...asking, add: asking.remove, remove: [] }, '撤销刚才的去掉'))
    return done
  }
  const button = (label: string, one: { id: string; name: string }, adding: boolean, late = false) =>
    open && <Button size="small" loading={running} onClick={() => setAsking({ add: adding ? [one.id] : [], remove: adding ? [] : [one.id], late, name: `${label}：${one.name}` })}>{label}</Button>
  const arrived = (of: CheckIn['arrivals'], act: (one: Arrival) => ReactNode) => of?.nodes.map(one => (
    <li key={one.member.id}><span className="said">{one.member.name}（{one.member.number}） <Marks of={one} /></span><span className="when">{timeSaid(one.at)}</span>{one.removed ? null : act(one)}</li>
  )) ?? []
  const lists: { key: List; label: string; total: number | undefined; empty: string; rows: ReactNode[] }[] = [
    { key: 'arrivals', label: '到了', total: checkIn.arrivals?.totalCount, empty: '还没有人签到：码在上面，有人到了就列在这里', rows: arrived(checkIn.arrivals, one => button('去掉', one.member, false, one.late)) },
    { key: 'flagged', label: '要核对', total: checkIn.flagged?.totalCount, empty: '没有：一部手机上第二个及以后签到的，列在这里', rows: arrived(checkIn.flagged, one => button('去掉', one.member, false, one.late)) },
    { key: 'guests', label: '不在名单里', total: checkIn.guests?.totalCount, empty: '没有：签了到而不在名单里的，列在这里，加入的才算', rows: arrived(checkIn.guests, one => one.guest ? button('加入名单', one.member, true) : null) },
    {
      key: 'missing', label: '没有到', total: checkIn.missing?.totalCount, empty: '应到的都到了',
      rows: checkIn.missing?.nodes.map(one => (
        <li key={one.member.id}><span className="said">{one.member.name}（{one.member.number}）</span><span className="when">{one.status ? `记录里写的：${one.status}` : ''}</span>{button('登记到了', one.member, true, late)}</li>
      )) ?? [],
    },
  ]
  const shown = lists.find(one => one.key === listOf(told))
  return (
    <Card size="small" title="名单">
      <Flex gap="small" wrap className="filters" role="group" aria-label="看哪些人">
        {lists.map(({ key, label, total }) => (
          <Button key={key} type={shown?.key === key ? 'primary' : 'default'} aria-pressed={shown?.key === key} onClick={() => tell({ list: key, after: null })}>{label} {total ?? 0}</Button>
        ))}
      </Flex>
      {shown?.key === 'missing' && open && <Flex className="filters"><Checkbox checked={late} onChange={event => setLate(event.target.checked)}>加入的记为迟到</Checkbox></Flex>}
      {shown && <Rows empty={shown.empty}>{shown.rows}</Rows>}
      <More info={shown && checkIn[shown.key]?.pageInfo} />
      {(checkIn.flagged?.totalCount ?? 0) > 0 && open && <Alert type="warning" showIcon title="有要核对的：一部手机上签到了几个人，请看一眼人在不在" />}
      <Reason title={asking?.name ?? ''} label="事由，如：签到台登记" needed open={asking !== null} onLeave={() => setAsking(null)} onDone={correct} />
    </Card>
  )
}

function Rows({ empty, children }: { empty: string; children: ReactNode[] }) {
  return children.length ? <ul className="rows">{children}</ul> : <Empty description={empty} />
}

function Marks({ of }: { of: Arrival }) {
  return (
    <>
      {of.removed && <Tag>已去掉</Tag>}{of.late && <Tag color="orange">迟到</Tag>}{of.flagged && <Tag color="red">要核对</Tag>}
      {of.guest && <Tag>不在名单里</Tag>}{of.byHand && <Tag>由组织者加入</Tag>}{of.inside === false && <Tag color="orange">不在会场的范围里</Tag>}
    </>
  )
}

/** To the first page and the next; the browser leads back to the one before. */
function More({ info }: { info: { hasNextPage: boolean; endCursor: string | null } | undefined }) {
  const { told, tell } = usePlace()
  if (!info || (!info.hasNextPage && !told.get('after'))) return null
  return (
    <Flex gap="small" className="pager">
      <Button disabled={!told.get('after')} onClick={() => tell({ after: null })}>第一页</Button>
      <Button disabled={!info.hasNextPage} onClick={() => tell({ after: info.endCursor })}>下一页</Button>
    </Flex>
  )
}
