// 线索: what citizens said, each in somebody's hands; entered, handed on, put aside and purged by the Office.
import { useState } from 'react'
import { Button, Card, Checkbox, Drawer, Flex, Form, Input, Modal, Select, Tag, Timeline } from 'antd'
import type { Dayjs } from 'dayjs'
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import type { OpinionLeadAction, OpinionLeadState } from '../../shared/operations'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid, timeSaid } from '../../shared/said'
import { useChange } from '../change'
import { Day } from '../day'
import { Dialog } from '../dialog'
import { Listing, Pager, Shown, SIZE } from '../list'
import { Reason } from '../reason'
import { useViewer } from '../viewer'
import { LEAD_STATES, LEAD_STEPS } from '../words'

type Row = NonNullable<Data<'OpinionLeads'>['opinionLeads']>['nodes'][number]

const ALL = 'ALL'
const STATES = Object.keys(LEAD_STATES) as OpinionLeadState[]

export default function LeadsPage() {
  const { told, tell } = usePlace()
  const [entering, setEntering] = useState(false)
  const chosen = told.get('state') ?? ALL
  const asked = useAsked('OpinionLeads', { where: { state: chosen === ALL ? null : chosen as OpinionLeadState }, ...pageOf(told, SIZE) })
  const found = asked.data?.opinionLeads
  const open = found?.nodes.find(one => one.number === Number(told.get('lead')))
  return (
    <div className="page">
      <Card size="small" title="线索" extra={<Button type="primary" onClick={() => setEntering(true)}>登记</Button>}>
        <div className="filters">
          <Select aria-label="到哪一步" value={chosen} onChange={state => tell({ state, after: null, before: null })} options={[{ value: ALL, label: '不论哪一步' }, ...STATES.map(value => ({ value: value as string, label: LEAD_STATES[value].said }))]} />
        </div>
        <Shown asked={asked}>
          {() => (
            <Listing<Row>
              rowKey="number" dataSource={found?.nodes ?? []} loading={asked.loading} locale={{ emptyText: '没有线索：群众来信、来电反映的，按“登记”，交给一名委员或信息员' }}
              columns={[
                { title: '编号', key: 'number', render: (_, one) => <a href={`?lead=${one.number}`} onClick={event => { event.preventDefault(); tell({ lead: String(one.number) }) }}>{one.number} 号</a> },
                { title: '状态', key: 'state', render: (_, one) => <Tag color={LEAD_STATES[one.state].colour}>{LEAD_STATES[one.state].said}</Tag> },
                { title: '怎样来的', key: 'way', render: (_, one) => one.contactPoint ? one.contactPoint.name : one.way.name },
                { title: '收到', key: 'received', render: (_, one) => daySaid(one.receivedOn) },
                { title: '在谁手里', key: 'holder', render: (_, one) => one.holder.name },
                { title: '写成的信息', key: 'items', render: (_, one) => one.items.map(each => `${each} 号`).join('、') },
              ]}
            />
          )}
        </Shown>
        <Pager info={found?.pageInfo} total={found?.totalCount} />
      </Card>
      <Drawer title={open ? `第 ${open.number} 号线索` : '线索'} open={Boolean(open)} size={600} onClose={() => tell({ lead: null })} destroyOnHidden>{open && <Whole lead={open} />}</Drawer>
      {entering && <Entering onLeave={() => setEntering(false)} />}
    </div>
  )
}

function Whole({ lead }: { lead: Row }) {
  const { me: { committee } } = useViewer()
  const { change, running } = useChange()
  const [doing, setDoing] = useState<OpinionLeadAction | null>(null)
  const at = { committee, number: lead.number, version: lead.version }
  const can = (action: OpinionLeadAction) => lead.availableActions.includes(action)
  const purge = () => Modal.confirm({ title: `清除第 ${lead.number} 号线索`, content: '发现涉密才清除：反映的话、姓名、电话都删去，不能恢复。', okText: '清除', cancelText: '不清除', onOk: () => change('PurgeOpinionLead', at, '已清除') })
  return (
    <div className="page">
      <p><Tag color={LEAD_STATES[lead.state].colour}>{LEAD_STATES[lead.state].said}</Tag>在{lead.holder.name}手里 · {lead.contactPoint ? lead.contactPoint.name : lead.way.name} · {daySaid(lead.receivedOn)}收到</p>
      <Flex gap="small" wrap>
        {can('HAND_ON') && <Button onClick={() => setDoing('HAND_ON')}>转交</Button>}
        {can('PUT_ASIDE') && <Button onClick={() => setDoing('PUT_ASIDE')}>搁置</Button>}
        {can('PURGE') && <Button danger loading={running} onClick={purge}>发现涉密，清除</Button>}
      </Flex>
      <p className="as-written">{lead.text ?? '已经没有了'}</p>
      {(lead.sender || lead.phone) && <p>反映的人：{[lead.sender, lead.phone].filter(Boolean).join('，')}{lead.keptUntil && `（保留到${daySaid(lead.keptUntil)}）`}</p>}
      {lead.items.length > 0 && <p>写成的信息：{lead.items.map(one => <Link key={one} href={`/desk/opinions?number=${one}&state=ALL`}>{one} 号 </Link>)}</p>}
      <Timeline items={lead.steps.map(step => ({ content: <>{timeSaid(step.at)} {step.by}{LEAD_STEPS[step.action]}{step.other ? `，交给${step.other}` : ''}{step.words ? <><br /><span className="as-written">{step.words}</span></> : null}</> }))} />
      <Reason title={`搁置第 ${lead.number} 号线索`} label="为什么搁置" needed open={doing === 'PUT_ASIDE'} onLeave={() => setDoing(null)} onDone={words => change('PutAsideOpinionLead', { ...at, words }, '已搁置')} />
      {doing === 'HAND_ON' && <HandingOn lead={lead} onLeave={() => setDoing(null)} />}
    </div>
  )
}

function useHolders() {
  const form = useAsked('OpinionLeadForm', {}).data?.opinionLeadForm
  return { form, holders: form?.holders.map(one => ({ value: one.account, label: one.department ? `${one.name}（${one.department}）` : one.name })) ?? [] }
}

function HandingOn({ lead, onLeave }: { lead: Row; onLeave: () => void }) {
  const { me: { committee } } = useViewer()
  const { change, running } = useChange()
  const [form] = Form.useForm<{ holder: number; words?: string }>()
  const { holders } = useHolders()
  const done = async ({ holder, words }: { holder: number; words?: string }) => {
    if (await change('HandOnOpinionLead', { committee, number: lead.number, version: lead.version, holder, words: words?.trim() || null }, '已转交')) onLeave()
  }
  return (
    <Dialog title={`转交第 ${lead.number} 号线索`} open onOk={form.submit} onCancel={onLeave} confirmLoading={running} okText="转交">
      <Form form={form} layout="vertical" onFinish={written => void done(written)}>
        <Form.Item name="holder" label="转交给谁" rules={[{ required: true, message: '选一个人' }]}><Select showSearch={{ optionFilterProp: 'label' }} options={holders.filter(one => one.value !== lead.holder.number)} /></Form.Item>
        <Form.Item name="words" label="说明（可以不写）"><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
      </Form>
    </Dialog>
  )
}

interface Written { declared?: boolean; way: string; contactPoint?: number; receivedOn: Dayjs; text: string; sender?: string; phone?: string; holder: number }

function Entering({ onLeave }: { onLeave: () => void }) {
  const { me: { committee } } = useViewer()
  const { change, running } = useChange()
  const [form] = Form.useForm<Written>()
  const atPoint = Form.useWatch('way', form) === 'point'
  const { form: choosing, holders } = useHolders()
  const points = useAsked('ContactPoints', { current: null, first: 100 }).data?.contactPoints?.nodes
  const done = async ({ way, contactPoint, receivedOn, text, sender, phone, holder }: Written) => {
    const input = { notClassified: true, way, contactPoint: atPoint && contactPoint || null, receivedOn: receivedOn.format('YYYY-MM-DD'), text, sender: sender?.trim() || null, phone: phone?.trim() || null, holder }
    if (await change('EnterOpinionLead', { committee, input }, '已登记，告诉了他')) onLeave()
  }
  return (
    <Dialog title="登记一条线索" open width={640} onOk={form.submit} onCancel={onLeave} confirmLoading={running} okText="登记">
      <Form form={form} layout="vertical" onFinish={written => void done(written)}>
        <Form.Item name="declared" valuePropName="checked" rules={[{ validator: (_, value) => value ? Promise.resolve() : Promise.reject(new Error('先声明不涉密，再登记')) }]}><Checkbox>我声明：写的不涉及国家秘密</Checkbox></Form.Item>
        <Form.Item name="way" label="怎样来的" rules={[{ required: true, message: '选一项' }]}><Select showSearch={{ optionFilterProp: 'label' }} options={choosing?.ways.map(one => ({ value: one.code, label: one.name }))} /></Form.Item>
        {atPoint && <Form.Item name="contactPoint" label="哪个联系点" rules={[{ required: true, message: '选一个联系点' }]}><Select showSearch={{ optionFilterProp: 'label' }} options={points?.map(one => ({ value: one.number, label: one.name }))} /></Form.Item>}
        <Form.Item name="receivedOn" label="哪一天收到的" rules={[{ required: true, message: '选一天' }]}><Day className="wide" /></Form.Item>
        <Form.Item name="text" label="反映了什么" rules={[{ required: true, whitespace: true, message: '写上反映的话' }]}><Input.TextArea rows={5} maxLength={choosing?.longestText} /></Form.Item>
        <Form.Item name="sender" label="反映的人的姓名（可以不写）"><Input maxLength={40} autoComplete="off" /></Form.Item>
        <Form.Item name="phone" label="反映的人的电话（可以不写）" extra={choosing && `姓名、电话加密保存；接办、搁置以后 ${choosing.keepDays} 天，程序去掉`}><Input maxLength={30} autoComplete="off" /></Form.Item>
        <Form.Item name="holder" label="交给谁" rules={[{ required: true, message: '选一名委员或信息员' }]}><Select showSearch={{ optionFilterProp: 'label' }} options={holders} /></Form.Item>
      </Form>
    </Dialog>
  )
}
