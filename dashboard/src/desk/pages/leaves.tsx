// 请假: requests before the event, for those who decide them.
import { useState } from 'react'
import { Alert, Button, Card, Flex, Select, Tag } from 'antd'
import { type Data, useAsked } from '../../shared/api'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid, timeSaid } from '../../shared/said'
import { useChange } from '../change'
import { Export } from '../exported'
import { Listing, Pager, Shown, SIZE } from '../list'
import { Reason } from '../reason'
import { useViewer } from '../viewer'
import { LEAVE_STATES } from '../words'

type One = NonNullable<Data<'Leaves'>['leaves']>['nodes'][number]

export default function LeavesPage() {
  const { me } = useViewer()
  const { told } = usePlace()
  const { change, running, refused } = useChange()
  const [granting, setGranting] = useState<One | null>(null)
  const [refusing, setRefusing] = useState<One | null>(null)
  const asked = useAsked('Leaves', { committee: me.committee, ...pageOf(told, SIZE) })
  const leaves = asked.data?.leaves
  const decide = (one: One, granted: boolean, words?: string, record?: string) => {
    setGranting(granted ? one : null)
    return change('DecideLeave', { committee: me.committee, number: one.number, version: one.version, granted, words: words || null, record: record ?? null }, granted ? '已批准' : '已批复')
  }
  return (
    <div className="page">
      <Card size="small" title="请假" extra={<Export name="Leaves" variables={{ committee: me.committee }} />}>
        {granting && refused?.field === 'record' && <Which of={granting} said={refused.message} onChosen={record => void decide(granting, true, undefined, record)} />}
        <Shown asked={asked}>
          {() => (
            <Listing<One>
              rowKey="number" dataSource={leaves?.nodes ?? []} loading={asked.loading}
              locale={{ emptyText: '没有请假：委员会前提出，由规定的人批复' }}
              columns={[
                { title: '委员', key: 'member', render: (_, one) => `${one.memberName}（${one.memberNumber}）` },
                { title: '会议活动', key: 'what', render: (_, one) => `${one.kind} · ${one.title}` },
                { title: '日期', key: 'day', render: (_, one) => daySaid(one.day) },
                { title: '原因', key: 'reason', render: (_, one) => <>{one.reason}{one.files.map((file, at) => <a key={file} href={`/uploads/${file}`}> 证明 {at + 1}</a>)}</> },
                { title: '提出', key: 'asked', render: (_, one) => timeSaid(one.askedAt) },
                { title: '批复', key: 'state', render: (_, one) => one.state === 'ASKED'
                  ? <Flex gap="small"><Button type="primary" size="small" loading={running} onClick={() => void decide(one, true)}>批准</Button><Button size="small" onClick={() => setRefusing(one)}>不批准</Button></Flex>
                  : <Tag>{LEAVE_STATES[one.state]}{one.decidedBy ? ` · ${one.decidedBy}` : ''}{one.answer ? ` · ${one.answer}` : ''}</Tag> },
              ]}
            />
          )}
        </Shown>
        <Pager info={leaves?.pageInfo} total={leaves?.totalCount} />
      </Card>
      <Reason title="不批准" label="为什么" needed open={refusing !== null} onLeave={() => setRefusing(null)} onDone={async words => refusing && decide(refusing, false, words)} />
    </div>
  )
}

/** Several occasions of that day could be meant: which one it is. */
function Which({ of, said, onChosen }: { of: One; said: string; onChosen: (record: string) => void }) {
  const { committee, year } = useViewer()
  const asked = useAsked('Records', { committee, where: { form: 'OCCASION', year, kinds: [of.kind], since: of.day, until: of.day, states: null }, first: 50 })
  const options = asked.data?.committee?.records?.nodes.map(one => ({ value: one.id, label: one.title || one.number })) ?? []
  return <Alert type="warning" showIcon title={said} description={<Select aria-label="是哪一次" className="choice" placeholder="选一次" options={options} onChange={onChosen} />} />
}
