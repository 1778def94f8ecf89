// 关账: a year's results are fixed, verified, opened again with a reason; what came late waits.
import { useState } from 'react'
import { Alert, Button, Card, Flex, Tag } from 'antd'
import { type Data, useAsked } from '../../shared/api'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid, timeSaid } from '../../shared/said'
import { useChange } from '../change'
import { Listing, Pager, Shown, SIZE } from '../list'
import { Reason } from '../reason'
import { useViewer } from '../viewer'
import { Named } from './named'

type Closing = NonNullable<NonNullable<Data<'Closings'>['committee']>['closings']>[number]
type Late = NonNullable<NonNullable<Data<'LateRecords'>['committee']>['lateRecords']>['nodes'][number]
type Opened = Data<'ReopenYear'>['result']

const WHAT = { ADDED: '补录的', CHANGED: '改正过的', WITHDRAWN: '撤回的', REINSTATED: '恢复的' } as const

export function Closings() {
  const { year } = useViewer()
  return <OfYear key={year} />
}

function OfYear() {
  const { committee, year } = useViewer()
  const [opened, setOpened] = useState<Opened | null>(null)
  const asked = useAsked('Closings', committee ? { committee, year } : null)
  const closings = asked.data?.committee?.closings ?? []
  const closed = closings.find(one => one.inEffect)
  return (
    <div className="page">
      <Shown asked={asked}>
        {() => (
          <>
            <State closed={closed} onOpened={setOpened} />
            {opened && <Changes of={opened} />}
            {closed && <Verified closing={closed} key={closed.closedAt} />}
            {closed && <LateRecords />}
            <History of={closings} />
          </>
        )}
      </Shown>
    </div>
  )
}

function State({ closed, onOpened }: { closed: Closing | undefined; onOpened: (opened: Opened | null) => void }) {
  const { committee, year, may } = useViewer()
  const { change, running, refused } = useChange()
  const [asking, setAsking] = useState(false)
  const done = async (reason: string) => {
    const opened = closed ? await change('ReopenYear', { committee, year, reason }, `${year} 年已重新打开`) : null
    onOpened(opened)
    return closed ? opened : change('CloseYear', { committee, year, reason: reason || null }, `${year} 年已关账`)
  }
  return (
    <Card size="small" title={`${year} 年`}>
      <div className="page">
        {closed
          ? <Alert type="success" showIcon title={`已关账：${closed.closedBy} ${timeSaid(closed.closedAt)}`} description={`结果“${closed.run?.name ?? ''}”由此定下，${closed.run?.memberCount ?? 0} 名委员每人一份说明。办法、名册、记录以后再变，它都不变；补录、改正的记录留待重新打开。`} />
          : <Alert type="info" showIcon title="没有关账：记录随到随计" description="年终的记录录齐、审核、归档，异议办结以后关账：这一年的结果由此定下。关账以后还能重新打开，要写明事由。" />}
        {refused && <Alert type="error" showIcon title={refused.message} />}
        {may('close') && <Flex><Button type={closed ? 'default' : 'primary'} loading={running} onClick={() => setAsking(true)}>{closed ? '重新打开' : `关 ${year} 年的账`}</Button></Flex>}
      </div>
      <Reason
        title={closed ? `重新打开 ${year} 年` : `关 ${year} 年的账`} label={closed ? '为什么重新打开；留待的记录随即计入' : '依据或事由，可以不写'} needed={Boolean(closed)}
        open={asking} onLeave={() => setAsking(false)} onDone={done}
      />
    </Card>
  )
}

function Changes({ of }: { of: Opened }) {
  const { year } = useViewer()
  return (
    <Card size="small" title={`重新打开以后：总分变了 ${of.totals} 人，名次变了 ${of.ranks} 人，等次变了 ${of.grades} 人`}>
      <Listing
        rowKey={one => one.member.number} size="small" dataSource={of.members} locale={{ emptyText: '没有人的结果因此变动' }}
        columns={[
          { title: '委员', key: 'member', render: (_, one) => <Named member={one.member} year={year} /> },
          { title: '总分', key: 'total', className: 'number', render: (_, one) => `${one.totalBefore ?? '没有'} → ${one.totalAfter ?? '没有'}` },
          { title: '名次', key: 'rank', className: 'number', render: (_, one) => `${one.rankBefore ?? '不排'} → ${one.rankAfter ?? '不排'}` },
          { title: '等次', key: 'grade', render: (_, one) => `${one.gradeBefore ?? '不评'} → ${one.gradeAfter ?? '不评'}` },
        ]}
      />
    </Card>
  )
}

function Verified({ closing }: { closing: Closing }) {
  const { committee, year } = useViewer()
  const [name, setName] = useState<string | null | undefined>(undefined)
  const asked = useAsked('VerifyClosing', name === undefined ? null : { committee, year, name })
  const check = asked.data?.committee?.verifyClosing
  return (
    <Card size="small" title="核对">
      <div className="page">
        <p>用当时的办法、名册、记录重算一遍，与定下的结果逐字节核对。</p>
        <Flex><Button loading={asked.loading} onClick={() => name === undefined ? setName(closing.run?.name ?? null) : asked.again()}>核对</Button></Flex>
        {asked.error && <Alert type="error" showIcon title={asked.error.message} />}
        {check && !asked.loading && (check.same
          ? <Alert type="success" showIcon title={`完全相同：核对了 ${check.members} 名委员`} />
          : <Alert type="error" showIcon title={check.sameInput ? `有不同：${check.differing.length} 名委员` : '当时的办法、名册、记录不能一样取回，没有核对成'} description={[...check.differing, ...check.differingGroups].join('、')} />)}
      </div>
    </Card>
  )
}

function LateRecords() {
  const { committee, year } = useViewer()
  const { told, tell } = usePlace()
  const asked = useAsked('LateRecords', { committee, year, ...pageOf(told, SIZE) })
  const late = asked.data?.committee?.lateRecords
  return (
    <Card size="small" title="关账以后的记录，等重新打开时计入">
      <Shown asked={asked}>
        {() => (
          <Listing<Late>
            rowKey={one => one.record?.id ?? one.at} dataSource={late?.nodes ?? []} loading={asked.loading}
            locale={{ emptyText: '没有：关账以后没有补录、改正、撤回的记录' }}
            columns={[
              { title: '怎么了', key: 'what', render: (_, one) => <Tag>{WHAT[one.what]}</Tag> },
              { title: '记录', key: 'record', render: (_, one) => one.record && <a href={`?record=${one.record.id}`} onClick={event => { event.preventDefault(); tell({ record: one.record!.id }) }}>{one.record.kind} · {one.record.title || one.record.number}</a> },
              { title: '日期', key: 'day', render: (_, one) => one.record ? daySaid(one.record.day) : '' },
              { title: '谁改的', key: 'actor', render: (_, one) => `${[one.department, one.actor].filter(Boolean).join(' ')} ${timeSaid(one.at)}` },
              { title: '事由', dataIndex: 'reason' },
              { title: '次数', dataIndex: 'times', className: 'number' },
            ]}
          />
        )}
      </Shown>
      <Pager info={late?.pageInfo} total={late?.totalCount} />
    </Card>
  )
}

function History({ of }: { of: Closing[] }) {
  if (of.length === 0) return null
  return (
    <Card size="small" title="历次关账">
      <ul className="rows">
        {of.map(one => (
          <li key={one.closedAt}>
            <Tag color={one.inEffect ? 'green' : 'default'}>{one.inEffect ? '按它' : '已重新打开'}</Tag>
            <span className="said">{one.run?.name}：{one.closedBy} {timeSaid(one.closedAt)} 关账{one.reopenedAt ? `；${one.reopenedBy} ${timeSaid(one.reopenedAt)} 重新打开（${one.reason}）` : ''}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
