// 请假: requests before the event, for those who decide them.
import { useState } from 'react'
import { Button, Card, Flex, Tag } from 'antd'
import { type Data, useAsked } from '../../shared/api'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid, timeSaid } from '../../shared/said'
import { useChange } from '../change'
import { Listing, Pager, Shown, SIZE } from '../list'
import { Reason } from '../reason'
import { useViewer } from '../viewer'

type One = NonNullable<Data<'Leaves'>['leaves']>['nodes'][number]

const STATES = { ASKED: '等批复', APPROVED: '批准', REFUSED: '不批准', WITHDRAWN: '撤回' } as const

export default function LeavesPage() {
  const { me } = useViewer()
  const { told } = usePlace()
  const { change, running } = useChange()
  const [refusing, setRefusing] = useState<One | null>(null)
  const asked = useAsked('Leaves', { committee: me.committee, ...pageOf(told, SIZE) })
  const leaves = asked.data?.leaves
  const decide = (one: One, granted: boolean, words?: string) => {
    setRefusing(null)
    void change('DecideLeave', { committee: me.committee, number: one.number, version: one.version, granted, words: words || null }, granted ? '已批准' : '已批复')
  }
  return (
    <div className="page">
      <Card size="small" title="请假">
        <Shown asked={asked}>
          {() => (
            <Listing<One>
              rowKey="number" dataSource={leaves?.nodes ?? []} loading={asked.loading}
              locale={{ emptyText: '没有请假：委员会前提出，由规定的人批复' }}
              columns={[
                { title: '委员', key: 'member', render: (_, one) => `${one.memberName}（${one.memberNumber}）` },
                { title: '会议活动', key: 'what', render: (_, one) => `${one.kind} · ${one.title}` },
                { title: '日期', key: 'day', render: (_, one) => daySaid(one.day) },
                { title: '原因', dataIndex: 'reason' },
                { title: '提出', key: 'asked', render: (_, one) => timeSaid(one.askedAt) },
                { title: '批复', key: 'state', render: (_, one) => one.state === 'ASKED'
                  ? <Flex gap="small"><Button type="primary" size="small" loading={running} onClick={() => decide(one, true)}>批准</Button><Button size="small" onClick={() => setRefusing(one)}>不批准</Button></Flex>
                  : <Tag>{STATES[one.state]}{one.decidedBy ? ` · ${one.decidedBy}` : ''}</Tag> },
              ]}
            />
          )}
        </Shown>
        <Pager info={leaves?.pageInfo} total={leaves?.totalCount} />
      </Card>
      <Reason title="不批准" label="为什么" needed={false} open={refusing !== null} onLeave={() => setRefusing(null)} onDone={words => { if (refusing) decide(refusing, false, words) }} />
    </div>
  )
}
