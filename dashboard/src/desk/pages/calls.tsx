// 约稿: calls for items on a topic; whom they invite, until when, what came of each.
import { useState } from 'react'
import { Alert, Button, Card, Drawer, Flex, Form, Input, Select, Tag } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import type { OpinionCallAction, OpinionCallState } from '../../shared/operations'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid } from '../../shared/said'
import { useChange } from '../change'
import { Day } from '../day'
import { Dialog } from '../dialog'
import { Listing, Pager, Shown, SIZE } from '../list'
import { Reason } from '../reason'
import { useViewer } from '../viewer'
import { CALL_STATES, OPINION_STATES } from '../words'

type Row = NonNullable<Data<'OpinionCalls'>['opinionCalls']>['nodes'][number]
type Whole = NonNullable<Data<'OpinionCall'>['opinionCall']>

const ALL = 'ALL'
const STATES = Object.keys(CALL_STATES) as OpinionCallState[]

export default function CallsPage() {
  const { told, tell } = usePlace()
  const [writing, setWriting] = useState(false)
  const chosen = told.get('state') ?? ALL
  const where = { state: chosen === ALL ? null : chosen as OpinionCallState }
  const asked = useAsked('OpinionCalls', { where, ...pageOf(told, SIZE) })
  const found = asked.data?.opinionCalls
  return (
    <div className="page">
      <Card size="small" title="约稿" extra={<Button type="primary" onClick={() => setWriting(true)}>写一次约稿</Button>}>
        <div className="filters">
          <Select aria-label="到哪一步" value={chosen} onChange={state => tell({ state, after: null, before: null })} options={[{ value: ALL, label: '不论哪一步' }, ...STATES.map(value => ({ value: value as string, label: CALL_STATES[value].said }))]} />
        </div>
        <Shown asked={asked}>
          {() => (
            <Listing<Row>
              rowKey="number" dataSource={found?.nodes ?? []} loading={asked.loading} locale={{ emptyText: '没有约稿：按“写一次约稿”，写好题目、截止的日子、请谁写，再发出' }}
              columns={[
                { title: '题目', key: 'title', render: (_, one) => <a href={`?call=${one.number}`} onClick={event => { event.preventDefault(); tell({ call: String(one.number) }) }}>{one.number} 号 {one.title}</a> },
                { title: '状态', key: 'state', render: (_, one) => <Tag color={CALL_STATES[one.state].colour}>{CALL_STATES[one.state].said}</Tag> },
                { title: '截止', key: 'deadline', render: (_, one) => <>{daySaid(one.deadline)}{one.state === 'OPEN' && one.over && <Tag color="red">过了</Tag>}</> },
                { title: '提交', dataIndex: 'submitted', align: 'right' },
                { title: '迟交', dataIndex: 'late', align: 'right' },
                { title: '签发', dataIndex: 'issued', align: 'right' },
                { title: '采用', dataIndex: 'adopted', align: 'right' },
              ]}
            />
          )}
        </Shown>
        <Pager info={found?.pageInfo} total={found?.totalCount} unit="次" />
      </Card>
      <CallDrawer />
      {writing && <Writing call={null} onLeave={() => setWriting(false)} />}
    </div>
  )
}

/** The one that the address names (`call=`). */
function CallDrawer() {
  const { told, tell } = usePlace()
  const number = Number(told.get('call')) || null
  const asked = useAsked('OpinionCall', number ? { number } : null)
  const one = asked.data?.opinionCall
  return (
    <Drawer title={number ? `第 ${number} 号约稿` : '约稿'} open={Boolean(number)} size={640} onClose={() => tell({ call: null })} destroyOnHidden>
      <Shown asked={asked}>{() => one?.number === number && one ? <WholeCall call={one} /> : null}</Shown>
    </Drawer>
  )
}

function WholeCall({ call }: { call: Whole }) {
  const { me: { committee } } = useViewer()
  const { change, running } = useChange()
  const [doing, setDoing] = useState<'SAVE' | 'WITHDRAW' | null>(null)
  const at = { committee, number: call.number, version: call.version }
  const can = (action: OpinionCallAction) => call.availableActions.includes(action)
  const invited = [...call.writers.map(one => one.name), ...call.departments, ...call.contactPoints.map(one => one.name)]
  return (
    <div className="page">
      <h2>{call.title}</h2>
      <p><Tag color={CALL_STATES[call.state].colour}>{CALL_STATES[call.state].said}</Tag>{daySaid(call.deadline)}截止{call.over && '，已经过了'}</p>
      <Flex gap="small" wrap>
        {can('OPEN') && <Button type="primary" loading={running} onClick={() => void change('OpenOpinionCall', at, '已发出，请的人收到提醒')}>发出</Button>}
        {can('SAVE') && <Button onClick={() => setDoing('SAVE')}>修改</Button>}
        {can('CLOSE') && <Button loading={running} onClick={() => void change('CloseOpinionCall', at, '已截止')}>截止</Button>}
        {can('WITHDRAW') && <Button danger onClick={() => setDoing('WITHDRAW')}>撤回</Button>}
      </Flex>
      {call.reason && <Alert type="info" title={`撤回了：${call.reason}`} />}
      <p className="as-written">{call.text}</p>
      <h3>请了谁</h3>
      <p>{invited.join('、') || '还没有写'}</p>
      <h3>写来了什么</h3>
      <p>提交 {call.submitted} 条，其中迟交 {call.late} 条、签发 {call.issued} 条、采用 {call.adopted} 条。</p>
      {call.items.length > 0 && (
        <ul className="rows" aria-label="写来的信息">
          {call.items.map(one => (
            <li key={one.number}>
              <span className="said"><Link href={`/desk/opinions?number=${one.number}&state=ALL`}>{one.number} 号 {one.title ?? '（读不出了）'}</Link>，{one.writer}</span>
              <span><Tag color={OPINION_STATES[one.state].colour}>{OPINION_STATES[one.state].said}</Tag>{one.late && <Tag color="volcano">迟交</Tag>}{one.adopted && <Tag color="green">采用</Tag>}</span>
            </li>
          ))}
        </ul>
      )}
      {doing === 'SAVE' && <Writing call={call} onLeave={() => setDoing(null)} />}
      <Reason title={`撤回第 ${call.number} 号约稿`} label="为什么撤回（请的人看得到）" needed warned="撤回以后不再收；已经提交的照办。" open={doing === 'WITHDRAW'} onLeave={() => setDoing(null)} onDone={reason => change('WithdrawOpinionCall', { ...at, reason }, '已撤回')} />
    </div>
  )
}

interface Written { title: string; text: string; deadline: Dayjs; writers?: number[]; departments?: string[]; contactPoints?: number[] }

function Writing({ call, onLeave }: { call: Whole | null; onLeave: () => void }) {
  const { me: { committee } } = useViewer()
  const { tell } = usePlace()
  const { change, running } = useChange()
  const [form] = Form.useForm<Written>()
  const choosing = useAsked('OpinionCallForm', {}).data?.opinionCallForm
  const points = useAsked('ContactPoints', { current: true, first: 100 }).data?.contactPoints?.nodes
  const initial = call ? { title: call.title, text: call.text, deadline: dayjs(call.deadline), writers: call.writers.map(one => one.number), departments: call.departments, contactPoints: call.contactPoints.map(one => one.number) } : {}
  const done = async ({ title, text, deadline, writers = [], departments = [], contactPoints = [] }: Written) => {
    const input = { title, text, deadline: deadline.format('YYYY-MM-DD'), writers, departments, contactPoints }
    const result = await change('SaveOpinionCall', { committee, input, number: call && call.number, version: call && call.version }, '已存为草稿：看好了再发出')
    if (!result?.call) return
    onLeave()
    tell({ call: String(result.call.number) })
  }
  return (
    <Dialog title={call ? `修改第 ${call.number} 号约稿` : '写一次约稿'} open width={640} onOk={form.submit} onCancel={onLeave} confirmLoading={running} okText="存草稿">
      <Form form={form} layout="vertical" initialValues={initial} onFinish={written => void done(written)}>
        <Form.Item name="title" label="题目" rules={[{ required: true, whitespace: true, message: '写上题目' }]}><Input maxLength={choosing?.longestTitle} /></Form.Item>
        <Form.Item name="text" label="要求" extra="要了解什么，怎样写；涉密的不写" rules={[{ required: true, whitespace: true, message: '写上要求' }]}><Input.TextArea rows={5} maxLength={choosing?.longestText} /></Form.Item>
        <Form.Item name="deadline" label="截止的日子" extra="当天也算；以后交来的也收，记为迟交" rules={[{ required: true, message: '选一天' }]}><Day className="wide" /></Form.Item>
        <Form.Item name="writers" label="请哪些人">
          <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={choosing?.writers.map(one => ({ value: one.account, label: one.department ? `${one.name}（${one.department}）` : one.name }))} />
        </Form.Item>
        <Form.Item name="departments" label="请哪些部门" extra="这个部门的信息员、这个专委会的委员">
          <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={choosing?.departments.map(value => ({ value, label: value }))} />
        </Form.Item>
        <Form.Item name="contactPoints" label="请哪些联系点" extra="今天负责的人">
          <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={points?.map(one => ({ value: one.number, label: one.name }))} />
        </Form.Item>
      </Form>
    </Dialog>
  )
}
