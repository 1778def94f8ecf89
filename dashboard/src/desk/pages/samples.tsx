// 抽查: the samples of archived records; one of them by its number in the address (`sample=`) (履7).
import { Button, Card, Tag } from 'antd'
import { type Data, useAsked } from '../../shared/api'
import { pageOf, usePlace } from '../../shared/place'
import { timeSaid } from '../../shared/said'
import { Export } from '../exported'
import { Listing, Pager, Shown } from '../list'
import { Frame } from '../sample_frame'
import { SampleShown } from '../sample'
import { frameSaid, SAMPLE_STATES } from '../words'
import { useViewer } from '../viewer'

type Row = NonNullable<NonNullable<Data<'Samples'>['committee']>['samples']>['nodes'][number]

export default function SamplesPage() {
  const { told } = usePlace()
  const number = Number(told.get('sample')) || null
  return <div className="page">{number ? <SampleShown number={number} /> : <List />}</div>
}

function List() {
  const { committee, may } = useViewer()
  const { told, tell } = usePlace()
  const asked = useAsked('Samples', committee ? { committee, ...pageOf(told, 20) } : null)
  const samples = asked.data?.committee?.samples
  const open = (number: number) => tell({ sample: String(number), after: null, before: null })
  return (
    <>
      {may('examine') && <Frame onFrozen={open} />}
      <Card size="small" title="历次抽查" extra={<Export name="Samples" variables={{ committee }} />}>
        <Shown asked={asked}>{() => null}</Shown>
        <Listing<Row>
          rowKey="number" dataSource={samples?.nodes ?? []} loading={asked.loading}
          locale={{ emptyText: '还没有抽查过：由委员工作委员会冻结名单，在场的人报数字，再抽取' }}
          columns={[
            { title: '编号', key: 'number', render: (_, one) => <Button type="link" onClick={() => open(one.number)}>第 {one.number} 次</Button> },
            { title: '名单', key: 'frame', render: (_, one) => frameSaid(one) },
            { title: '共', dataIndex: 'records', className: 'number', render: (n: number) => `${n} 条` },
            { title: '抽取', key: 'draws', render: (_, one) => one.draws[0] ? `${one.draws[0].size} 条` : `建议 ${one.proposed} 条` },
            { title: '检查', key: 'examined', render: (_, one) => one.draws[0] ? `${one.draws[0].examined} 条，有问题 ${one.draws[0].faults} 条` : '' },
            { title: '状态', key: 'state', render: (_, one) => <Tag color={SAMPLE_STATES[one.state].colour}>{SAMPLE_STATES[one.state].said}</Tag> },
            { title: '冻结', key: 'frozen', render: (_, one) => `${one.frozenBy} ${timeSaid(one.frozenAt)}` },
          ]}
        />
        <Pager info={samples?.pageInfo} total={samples?.totalCount} unit="次" />
      </Card>
    </>
  )
}
