// 信息计划: how many items each department is to submit in each quarter of a year, and how far it has come.
import { useState } from 'react'
import { Button, Card, Form, Input, InputNumber, Select, Tag, Timeline } from 'antd'
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import { usePlace } from '../../shared/place'
import { timeSaid } from '../../shared/said'
import { useChange } from '../change'
import { Dialog } from '../dialog'
import { Listing, Shown } from '../list'
import { useViewer } from '../viewer'

type Plan = NonNullable<Data<'OpinionPlan'>['opinionPlan']>
type Line = Plan['lines'][number]

const QUARTERS = [1, 2, 3, 4]
const NAMES = ['一', '二', '三', '四']

export default function OpinionPlanPage() {
  const { may } = useViewer()
  const { told, tell } = usePlace()
  const [changing, setChanging] = useState(false)
  const now = new Date().getFullYear()
  const year = Number(told.get('of')) || now
  const asked = useAsked('OpinionPlan', { year })
  const plan = asked.data?.opinionPlan
  return (
    <div className="page">
      <Card size="small" title="信息计划" extra={may('plan_opinions') && plan && <Button type="primary" onClick={() => setChanging(true)}>{plan.version ? '修改计划' : '定计划'}</Button>}>
        <div className="filters">
          <Select aria-label="哪一年" value={year} onChange={of => tell({ of: String(of) })} options={[now + 1, now, now - 1, now - 2, now - 3].map(value => ({ value, label: `${value} 年` }))} />
          <span>{plan && (plan.version ? `第 ${plan.version} 版` : '这一年还没有计划')}。信息算在第一次提交的季度；撤回、清除了的不算。</span>
        </div>
        <Shown asked={asked}>{() => <Lines lines={plan?.lines ?? []} loading={asked.loading} linked={may('review_opinions')} />}</Shown>
      </Card>
      {plan && plan.versions.length > 0 && (
        <Card size="small" title="历次的计划">
          <Timeline items={plan.versions.map(one => ({ content: <>第 {one.version} 版，{timeSaid(one.madeAt)} {one.madeBy}{one.reason ? `：${one.reason}` : ''}</> }))} />
        </Card>
      )}
      {changing && plan && <Changing plan={plan} onLeave={() => setChanging(false)} />}
    </div>
  )
}

function Lines({ lines, loading, linked }: { lines: Line[]; loading: boolean; linked: boolean }) {
  return (
    <Listing<Line>
      rowKey={one => `${one.department ?? ''} ${one.quarter}`} dataSource={lines} loading={loading} locale={{ emptyText: '没有目标，也没有提交的信息' }}
      columns={[
        { title: '部门', key: 'department', render: (_, one) => one.department ?? '没有部门的人' },
        { title: '季度', key: 'quarter', render: (_, one) => `第${NAMES[one.quarter - 1]}季度` },
        { title: '目标', key: 'target', align: 'right', render: (_, one) => one.target ?? '没有定' },
        { title: '提交', key: 'submitted', align: 'right', render: (_, one) => <>{one.submitted}{one.target !== null && one.submitted >= one.target && <Tag color="green">够了</Tag>}</> },
        { title: '初审通过', dataIndex: 'accepted', align: 'right' },
        { title: '签发', dataIndex: 'issued', align: 'right' },
        { title: '采用', dataIndex: 'adopted', align: 'right' },
        { title: '是哪些', key: 'items', render: (_, one) => one.items.map(item => linked ? <Link key={item.number} href={`/desk/opinions?number=${item.number}&state=ALL`}>{item.number} 号 </Link> : `${item.number} 号 `) },
      ]}
    />
  )
}

interface Written { rows: { department: string; targets: (number | null)[] }[]; reason?: string }

function Changing({ plan, onLeave }: { plan: Plan; onLeave: () => void }) {
  const { me: { committee } } = useViewer()
  const { change, running } = useChange()
  const [form] = Form.useForm<Written>()
  const planned = plan.lines.filter(one => one.target !== null && one.department)
  const rows = [...new Set(planned.map(one => one.department as string))].map(department => ({
    department, targets: QUARTERS.map(quarter => planned.find(one => one.department === department && one.quarter === quarter)?.target ?? null),
  }))
  const done = async ({ rows: written, reason }: Written) => {
    const targets = written.flatMap(({ department, targets: of = [] }) => QUARTERS.map(quarter => ({ department, quarter, target: of[quarter - 1] ?? 0 })).filter(one => one.target > 0))
    if (await change('SaveOpinionPlan', { committee, year: plan.year, version: plan.version, targets, reason: reason?.trim() || null }, '已定')) onLeave()
  }
  return (
    <Dialog title={`${plan.year} 年的计划`} open width={720} onOk={form.submit} onCancel={onLeave} confirmLoading={running} okText="定下">
      <Form form={form} layout="vertical" initialValues={{ rows: rows.length > 0 ? rows : [{ targets: [] }] }} onFinish={written => void done(written)}>
        <Form.List name="rows">
          {(fields, { add, remove }) => (
            <>
              {fields.map(({ key, name }, at) => (
                <div key={key} className="filters">
                  <Form.Item name={[name, 'department']} label={`第 ${at + 1} 个部门`} rules={[{ required: true, message: '选一个部门' }]}><Select className="choice" showSearch={{ optionFilterProp: 'label' }} options={plan.departments.map(value => ({ value, label: value }))} /></Form.Item>
                  {QUARTERS.map(quarter => <Form.Item key={quarter} name={[name, 'targets', quarter - 1]} label={`第${NAMES[quarter - 1]}季度`}><InputNumber min={0} max={10000} precision={0} aria-label={`第 ${at + 1} 个部门第${NAMES[quarter - 1]}季度`} /></Form.Item>)}
                  <Button aria-label={`去掉第 ${at + 1} 个部门`} onClick={() => remove(name)}>去掉</Button>
                </div>
              ))}
              <Button onClick={() => add({ targets: [] })}>加一个部门</Button>
            </>
          )}
        </Form.List>
        {plan.version > 0 && <Form.Item name="reason" label="为什么改" rules={[{ required: true, whitespace: true, message: '写明为什么改' }]}><Input maxLength={500} /></Form.Item>}
      </Form>
    </Dialog>
  )
}
