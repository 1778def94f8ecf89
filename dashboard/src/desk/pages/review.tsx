// 审核: what waits, one after the other or many at once. J and K go down and up, A approves, R returns.
import { useEffect, useRef, useState } from 'react'
import { Alert, Button, Card, Flex, Tag } from 'antd'
import { type Data, useAsked, type Variables } from '../../shared/api'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid, timeSaid } from '../../shared/said'
import { useChange } from '../change'
import { Export } from '../exported'
import { Listing, Pager, Shown, SIZE } from '../list'
import { Reason } from '../reason'
import { ACTIONS } from '../words'
import { useViewer } from '../viewer'

type Queue = NonNullable<NonNullable<Data<'ReviewQueue'>['committee']>['reviewQueue']>
type Row = NonNullable<Queue['records']>['nodes'][number]

export default function ReviewPage() {
  const { committee, year } = useViewer()
  const { told, tell } = usePlace()
  const kind = told.get('kind')
  const listed = { committee, year, kinds: kind ? [kind] : null }
  const asked = useAsked('ReviewQueue', committee ? { ...listed, ...pageOf(told, SIZE) } : null)
  return (
    <div className="page">
      <Shown asked={asked}>
        {({ committee: found }) => found?.reviewQueue && (
          <>
            <Flex gap="small" wrap role="group" aria-label="种类">
              {found.reviewQueue.counts.filter(one => one.submitted > 0).map(one => (
                <Button key={one.kind} type={kind === one.kind ? 'primary' : 'default'} aria-pressed={kind === one.kind} onClick={() => tell({ kind: kind === one.kind ? null : one.kind, after: null, before: null })}>
                  {one.kind} {one.submitted}
                </Button>
              ))}
            </Flex>
            <Waiting queue={found.reviewQueue} listed={listed} loading={asked.loading} />
            <Corrections />
          </>
        )}
      </Shown>
    </div>
  )
}

function Waiting({ queue, listed, loading }: { queue: Queue; listed: Variables<'ReviewQueue'>; loading: boolean }) {
  const { committee } = useViewer()
  const { tell } = usePlace()
  const { change, running } = useChange()
  const rows = queue.records?.nodes ?? []
  const [chosen, setChosen] = useState<string[]>([])
  const [at, setAt] = useState(0)
  const [returning, setReturning] = useState<Row[]>([])
  const [refused, setRefused] = useState<string[]>([])
  const there = rows.filter(row => chosen.includes(row.id))
  const move = async (what: 'APPROVE' | 'RETURN', which: Row[], reason?: string) => {
    const input = { committee, records: which.map(({ id, version }) => ({ id, version })), reason: reason ?? null }
    const result = await change(what === 'APPROVE' ? 'ApproveRecords' : 'ReturnRecords', { input })
    if (!result) return null
    const titles = new Map(which.map(row => [row.id, row.title || row.number]))
    setRefused(result.results.filter(one => !one.done).map(one => `${titles.get(one.id)}：${one.errors.map(error => error.message).join('；')}`))
    setChosen([])
    return result
  }
  useKeys({
    j: () => setAt(now => Math.min(now + 1, rows.length - 1)),
    k: () => setAt(now => Math.max(now - 1, 0)),
    a: () => { const row = rows[at]; if (row && !running) void move('APPROVE', [row]) },
    r: () => { const row = rows[at]; if (row) setReturning([row]) },
    Enter: () => { const row = rows[at]; if (row) tell({ record: row.id }) },
  })
  return (
    <Card size="small" title="待审核的记录" extra={<small>J、K 上下，A 通过，R 退回，回车打开</small>}>
      {refused.length > 0 && <Alert type="warning" showIcon closable onClose={() => setRefused([])} title={`${refused.length} 条没有做成`} description={<ul>{refused.map(one => <li key={one}>{one}</li>)}</ul>} />}
      <Flex gap="small" className="filters">
        <Button aria-pressed={there.length === rows.length && rows.length > 0} onClick={() => setChosen(there.length === rows.length ? [] : rows.map(row => row.id))}>全选这一页</Button>
        <Button type="primary" disabled={there.length === 0} loading={running} onClick={() => void move('APPROVE', there)}>通过所选 {there.length} 条</Button>
        <Button disabled={there.length === 0} onClick={() => setReturning(there)}>退回所选</Button>
        <Export name="ReviewQueue" variables={listed} />
      </Flex>
      <Listing<Row>
        rowKey="id" dataSource={rows} loading={loading}
        rowClassName={(_, index) => index === at ? 'here' : ''}
        rowSelection={{ selectedRowKeys: chosen, onChange: keys => setChosen(keys.map(String)), getCheckboxProps: row => ({ 'aria-label': `选 ${row.title || row.number}` }), hideSelectAll: true }}
        locale={{ emptyText: '没有待审核的：部门提交以后出现在这里' }}
        columns={[
          { title: '种类', dataIndex: 'kind' },
          { title: '题目', key: 'title', render: (_, row) => <a href={`?record=${row.id}`} onClick={event => { event.preventDefault(); tell({ record: row.id }) }}>{row.title || row.number}</a> },
          { title: '日期', key: 'day', render: (_, row) => daySaid(row.day) },
          { title: '人数', dataIndex: 'partCount', className: 'number' },
          { title: '部门', dataIndex: 'department' },
          { title: '期限', key: 'late', render: (_, row) => row.late ? <Tag color="volcano">补录：{row.lateReason}</Tag> : null },
          { title: '办', key: 'do', render: (_, row) => <Flex gap="small"><Button size="small" type="primary" onClick={() => void move('APPROVE', [row])}>通过</Button><Button size="small" onClick={() => setReturning([row])}>退回</Button></Flex> },
        ]}
      />
      <Pager info={queue.records?.pageInfo} total={queue.records?.totalCount} />
      <Reason title={`退回 ${returning.length} 条`} label="为什么退回，要改什么" needed open={returning.length > 0} onLeave={() => setReturning([])} onDone={words => move('RETURN', returning, words)} />
    </Card>
  )
}

function Corrections() {
  const { committee, year } = useViewer()
  const { tell } = usePlace()
  const { change, running } = useChange()
  const [returning, setReturning] = useState<{ id: string; number: number } | null>(null)
  const asked = useAsked('CorrectionsWaiting', { committee, year })
  const waiting = asked.data?.committee?.reviewQueue?.corrections
  const nodes = waiting?.nodes ?? []
  if (asked.error) return <Shown asked={asked}>{() => null}</Shown>
  if (nodes.length === 0) return null
  return (
    <Card size="small" title={`已归档的，等着审核的更正 ${waiting?.totalCount}`}>
      <ul className="rows">
        {nodes.map(({ record, correction }) => record && (
          <li key={`${record.id} ${correction.number}`}>
            <Tag>{record.kind}</Tag>
            <span className="said"><a href={`?record=${record.id}`} onClick={event => { event.preventDefault(); tell({ record: record.id }) }}>{record.title}</a>：{correction.ends ? '撤下整条' : correction.changes.join('；')}（{correction.reason}，{correction.madeBy} {timeSaid(correction.madeAt)}）</span>
            <Flex gap="small">
              <Button type="primary" loading={running} onClick={() => void change('ApproveCorrection', { input: { committee, id: record.id, number: correction.number } }, '更正已生效')}>{ACTIONS.APPROVE}</Button>
              <Button onClick={() => setReturning({ id: record.id, number: correction.number })}>{ACTIONS.RETURN}</Button>
            </Flex>
          </li>
        ))}
      </ul>
      <Reason
        title="退回更正" label="为什么退回" needed open={returning !== null} onLeave={() => setReturning(null)}
        onDone={async reason => returning && change('ReturnCorrection', { input: { committee, ...returning, reason } }, '已退回')}
      />
    </Card>
  )
}

/** What single keys do, where nobody is writing and no dialog is open; Enter is first of all that of a button. */
function useKeys(does: Record<string, () => void>): void {
  const latest = useRef(does)
  latest.current = does
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      const busy = target.closest(event.key === 'Enter' ? 'input, textarea, button, a, [role=dialog], [role=menu]' : 'input:not([type=checkbox]), textarea, [role=dialog]')
      if (event.ctrlKey || event.metaKey || event.altKey || busy) return
      const does = latest.current[event.key.length === 1 ? event.key.toLowerCase() : event.key]
      if (does) { event.preventDefault(); does() }
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [])
}
