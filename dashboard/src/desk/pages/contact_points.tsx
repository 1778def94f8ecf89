// 社情民意信息联系点: organisations at which people say what they think, since when, and who is in charge.
import { useState } from 'react'
import { Button, Card, Form, Input, Select, Tag } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { type Data, useAsked } from '../../shared/api'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid } from '../../shared/said'
import { useChange } from '../change'
import { Day } from '../day'
import { Dialog } from '../dialog'
import { Listing, Pager, Shown, SIZE } from '../list'
import { useViewer } from '../viewer'

type Row = NonNullable<Data<'ContactPoints'>['contactPoints']>['nodes'][number]

const WHICH = [{ value: 'now', label: '现在的' }, { value: 'past', label: '撤了的、还没有到的' }, { value: 'ALL', label: '全部' }]

export default function ContactPointsPage() {
  const { told, tell } = usePlace()
  const [writing, setWriting] = useState<Row | 'new' | null>(null)
  const chosen = told.get('which') ?? 'now'
  const asked = useAsked('ContactPoints', { current: chosen === 'ALL' ? null : chosen === 'now', ...pageOf(told, SIZE) })
  const found = asked.data?.contactPoints
  return (
    <div className="page">
      <Card size="small" title="联系点" extra={<Button type="primary" onClick={() => setWriting('new')}>登记</Button>}>
        <div className="filters">
          <Select aria-label="哪些联系点" value={chosen} onChange={which => tell({ which, after: null, before: null })} options={WHICH} />
        </div>
        <Shown asked={asked}>
          {() => (
            <Listing<Row>
              rowKey="number" dataSource={found?.nodes ?? []} loading={asked.loading} locale={{ emptyText: '没有联系点：按“登记”，写上名称、地点、由谁负责' }}
              columns={[
                { title: '名称', dataIndex: 'name' },
                { title: '地点', dataIndex: 'place' },
                { title: '负责', dataIndex: 'holder' },
                { title: '归口的部门', key: 'departments', render: (_, one) => one.departments.join('、') },
                { title: '从', key: 'first', render: (_, one) => daySaid(one.firstDay) },
                { title: '到', key: 'last', render: (_, one) => one.lastDay && daySaid(one.lastDay) },
                { title: '今天', key: 'current', render: (_, one) => one.current ? <Tag color="green">在</Tag> : <Tag>不在</Tag> },
                { title: '', key: 'change', render: (_, one) => <Button size="small" aria-label={`修改${one.name}`} onClick={() => setWriting(one)}>修改</Button> },
              ]}
            />
          )}
        </Shown>
        <Pager info={found?.pageInfo} total={found?.totalCount} unit="个" />
      </Card>
      {writing && <Writing point={writing === 'new' ? null : writing} onLeave={() => setWriting(null)} />}
    </div>
  )
}

interface Written { name: string; place: string; inCharge: number; departments?: string[]; firstDay?: Dayjs | null; lastDay?: Dayjs | null }

function Writing({ point, onLeave }: { point: Row | null; onLeave: () => void }) {
  const { me: { committee } } = useViewer()
  const { change, running } = useChange()
  const [form] = Form.useForm<Written>()
  const choosing = useAsked('OpinionCallForm', {}).data?.opinionCallForm
  const initial = point ? { name: point.name, place: point.place, inCharge: point.account, departments: point.departments, firstDay: dayjs(point.firstDay), lastDay: point.lastDay ? dayjs(point.lastDay) : null } : {}
  const done = async ({ name, place, inCharge, departments = [], firstDay, lastDay }: Written) => {
    const days = { firstDay: firstDay?.format('YYYY-MM-DD') ?? null, lastDay: lastDay?.format('YYYY-MM-DD') ?? null }
    const input = { name, place, inCharge, departments, ...days }
    if (await change('SaveContactPoint', { committee, input, number: point && point.number, version: point && point.version }, '已登记')) onLeave()
  }
  return (
    <Dialog title={point ? `修改${point.name}` : '登记一个联系点'} open onOk={form.submit} onCancel={onLeave} confirmLoading={running} okText="保存">
      <Form form={form} layout="vertical" initialValues={initial} onFinish={written => void done(written)}>
        <Form.Item name="name" label="名称" extra="设在哪个单位、社区" rules={[{ required: true, whitespace: true, message: '写上名称' }]}><Input maxLength={choosing?.longestName} /></Form.Item>
        <Form.Item name="place" label="地点" rules={[{ required: true, whitespace: true, message: '写上地点' }]}><Input maxLength={choosing?.longestPlace} /></Form.Item>
        <Form.Item name="inCharge" label="由谁负责" extra="能写信息的委员、信息员" rules={[{ required: true, message: '选一个人' }]}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={choosing?.writers.map(one => ({ value: one.account, label: one.department ? `${one.name}（${one.department}）` : one.name }))} />
        </Form.Item>
        <Form.Item name="departments" label="归口的部门（可以不写）">
          <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={choosing?.departments.map(value => ({ value, label: value }))} />
        </Form.Item>
        <Form.Item name="firstDay" label="从哪天起（不写为今天）"><Day className="wide" /></Form.Item>
        <Form.Item name="lastDay" label="到哪天为止（没有定的不写；撤了的写上）"><Day className="wide" /></Form.Item>
      </Form>
    </Dialog>
  )
}
