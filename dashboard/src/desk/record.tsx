// One record in a drawer, on whatever page: the address says which (`record=`), so it can be sent and gone back from.
import { lazy, Suspense, useState } from 'react'
import { Alert, Button, Descriptions, Drawer, Flex, Tag, Timeline } from 'antd'
import { Link } from 'wouter'
import { type Data, useAsked } from '../shared/api'
import type { RecordAction } from '../shared/operations'
import { usePlace } from '../shared/place'
import { daySaid, timeSaid } from '../shared/said'
import { useChange } from './change'
import { Edits } from './edits'
import { Listing, Shown } from './list'
import { Reason } from './reason'
import { enters } from './theirs'
import { useUndo } from './undo'
import { ACTIONS, DUE, STATES } from './words'
import { useViewer } from './viewer'

// What few need while they read: its boxes for days weigh as much as a page.
const Correct = lazy(async () => ({ default: (await import('./correct')).Correct }))

export type Whole = Extract<NonNullable<Data<'Record'>['node']>, { __typename: 'Record' }>

// One record alone, with a reason.
const BACK = 'REINSTATE'
const MOVES = { SUBMIT: 'SubmitRecords', APPROVE: 'ApproveRecords', ARCHIVE: 'ArchiveRecords', RETURN: 'ReturnRecords', WITHDRAW: 'WithdrawRecords' } as const
type Move = keyof typeof MOVES

export function RecordDrawer() {
  const { told, tell } = usePlace()
  const id = told.get('record')
  const asked = useAsked('Record', id ? { id } : null)
  const record = asked.data?.node?.__typename === 'Record' ? asked.data.node : null
  return (
    <Drawer title={record ? `${record.kind} · ${record.title || record.number}` : '记录'} open={Boolean(id)} size={560} onClose={() => tell({ record: null })} destroyOnHidden>
      <Shown asked={asked}>
        {() => record?.id === id ? <Card record={record} /> : asked.loading ? null : <Alert type="warning" title="没有这条记录，或者不归您看" />}
      </Shown>
    </Drawer>
  )
}

function Card({ record }: { record: Whole }) {
  const state = STATES[record.state]
  return (
    <div className="page">
      <Moves key={record.id} record={record} />
      <ToCheckIn record={record} />
      <Descriptions
        column={1} size="small" bordered
        items={[
          { key: 'state', label: '状态', children: <><Tag color={state.colour}>{state.said}</Tag>{record.selfReviewed && <Tag>录入人自审</Tag>}{record.beforeReview && <Tag>审核制度以前的</Tag>}</> },
          { key: 'day', label: '日期', children: daySaid(record.day) },
          { key: 'number', label: '编号', children: record.number },
          { key: 'department', label: '录入部门', children: record.department ?? '没有写明' },
          { key: 'due', label: '录入期限', children: <>{record.due.day ? `${daySaid(record.due.day)}，` : ''}{DUE[record.due.state]}<br /><small>{record.due.reason}</small></> },
          ...(record.late ? [{ key: 'late', label: '补录的原因', children: record.lateReason ?? '没有写' }] : []),
          ...record.attributes.map(one => ({ key: `a.${one.name}`, label: one.name, children: one.value })),
          ...record.outcomes.map((one, at) => ({ key: `o.${at}`, label: `结果 ${daySaid(one.day)}`, children: one.attributes.map(x => `${x.name}：${x.value}`).join('；') })),
        ]}
      />
      <People record={record} />
      {(record.corrections?.nodes.length ?? 0) > 0 && (
        <section aria-label="更正">
          <h3>更正</h3>
          {record.corrections!.nodes.map(one => (
            <Alert key={one.number} type="info" title={`第 ${one.number} 号：${one.ends ? '撤下整条' : one.changes.join('；')}`} description={`${one.madeBy} ${timeSaid(one.madeAt)}：${one.reason}${one.answer ? `；退回：${one.answer}` : ''}`} />
          ))}
        </section>
      )}
      <section aria-label="经过">
        <h3>经过</h3>
        <Timeline items={(record.history?.nodes ?? []).map(one => ({ content: `${timeSaid(one.at)} ${one.department ? `${one.department} ` : ''}${one.actor} ${ACTIONS[one.action]}${one.reason ? `：${one.reason}` : ''}` }))} />
      </section>
    </div>
  )
}

/** Where people sign in by code: at an occasion, before it is put away. */
function ToCheckIn({ record }: { record: Whole }) {
  const { year } = useViewer()
  if (record.form !== 'OCCASION' || !enters(record) || record.state === 'WITHDRAWN') return null
  return <Link asChild href={`/desk/check-in/${encodeURIComponent(record.id)}?year=${year}`}><Button>扫码签到</Button></Link>
}

function People({ record }: { record: Whole }) {
  const { year } = useViewer()
  const work = record.form === 'WORK'
  return (
    <section aria-label="委员">
      <h3>{work ? '作者' : '委员'} {record.parts?.totalCount ?? 0} 名{record.outsiders > 0 ? `，另有不是委员的 ${record.outsiders} 名` : ''}</h3>
      <Listing
        size="small" rowKey={one => one.member.id} dataSource={record.parts?.nodes ?? []} scroll={{ y: 320 }}
        columns={[
          ...(work ? [{ title: '署名', dataIndex: 'place', width: 60 }] : []),
          { title: '姓名', key: 'name', render: (_, one) => <Link href={`/desk/member/${one.member.number}?year=${year}`}>{one.member.name}</Link> },
          { title: '情况', key: 'attributes', render: (_, one) => one.attributes.map(x => `${x.name}：${x.value}`).join('；') },
        ]}
      />
      {record.partCount > (record.parts?.nodes.length ?? 0) && <p>只列前 {record.parts?.nodes.length} 名，共 {record.partCount} 名</p>}
    </section>
  )
}

function Moves({ record }: { record: Whole }) {
  const { committee } = useViewer()
  const { change, running, refused } = useChange()
  const offer = useUndo()
  const [asking, setAsking] = useState<Move | typeof BACK | null>(null)
  const [correcting, setCorrecting] = useState(false)
  const moves = record.availableActions.filter((one): one is Move & RecordAction => one in MOVES)
  const title = record.title || record.number
  const reinstate = (version: number, reason: string) => change('ReinstateRecord', { input: { id: record.id, version, reason } }, '已恢复，待审核')
  const move = async (what: Move, reason?: string) => {
    const done = await change(MOVES[what], { input: { committee, records: [{ id: record.id, version: record.version }], reason: reason || null } }, what === 'WITHDRAW' ? undefined : `已${ACTIONS[what]}`)
    // By the table (transitions.yaml) what was withdrawn comes back to be reviewed, whatever it was before.
    if (what === 'WITHDRAW' && done?.doneCount) offer(`已撤回：${title}`, record.state === 'SUBMITTED' ? '撤销' : '恢复为待审核', () => void reinstate(record.version + 1, '撤销刚才的撤回'))
    return done
  }
  const late = record.due.state === 'OVERDUE'
  const correctable = record.availableActions.some(one => one === 'CHANGE' || one === 'CORRECT')
  return (
    <Flex gap="small" wrap>
      {refused && refused.edits.length > 0 && <Alert type="warning" showIcon title={refused.message} description={<Edits of={refused.edits} />} />}
      {moves.map(what => (
        <Button
          key={what} loading={running} type={what === 'APPROVE' || what === 'SUBMIT' ? 'primary' : 'default'} danger={what === 'WITHDRAW'}
          onClick={() => what === 'RETURN' || what === 'WITHDRAW' || (what === 'SUBMIT' && late && !record.lateReason) ? setAsking(what) : void move(what, what === 'SUBMIT' && late ? record.lateReason ?? undefined : undefined)}
        >
          {ACTIONS[what]}
        </Button>
      ))}
      {record.availableActions.includes(BACK) && <Button loading={running} onClick={() => setAsking(BACK)}>{ACTIONS[BACK]}</Button>}
      {correctable && <Button onClick={() => setCorrecting(true)}>{record.state === 'ARCHIVED' ? '更正' : '改正'}</Button>}
      {correcting && <Suspense><Correct record={record} onDone={() => setCorrecting(false)} /></Suspense>}
      <Reason
        title={asking ? `${ACTIONS[asking]}：${title}` : ''} label={asking === 'SUBMIT' ? '过了录入期限：为什么补录' : '为什么'} needed
        open={asking !== null} onLeave={() => setAsking(null)} onDone={async words => asking === BACK ? reinstate(record.version, words) : asking && move(asking, words)}
      />
    </Flex>
  )
}
