// 异议: what was objected to, each step, and the answer by whom it is due.
import { useState } from 'react'
import { Alert, Button, Card, Drawer, Flex, Form, Input, Select, Tag, Timeline } from 'antd'
import { type Data, useAsked } from '../../shared/api'
import type { ObjectionAction, ObjectionState, ObjectionVerdict } from '../../shared/operations'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid, timeSaid } from '../../shared/said'
import { useChange } from '../change'
import { Export } from '../exported'
import { Listing, Only, Pager, Shown, SIZE } from '../list'
import { Reason } from '../reason'
import { ABOUT, OBJECTION_STATES, STATES, VERDICTS } from '../words'
import { useViewer } from '../viewer'

type One = NonNullable<NonNullable<Data<'Objections'>['committee']>['objections']>['nodes'][number]

export default function ObjectionsPage() {
  const { committee } = useViewer()
  const { told, tell } = usePlace()
  const state = told.get('state') as ObjectionState | null
  const where = { state, overdue: told.get('overdue') ? true : null }
  const asked = useAsked('Objections', committee ? { committee, where, ...pageOf(told, SIZE) } : null)
  const all = asked.data?.committee?.objections
  return (
    <div className="page">
      <Card size="small" title="异议">
        <div className="filters">
          <Select aria-label="办到哪一步" allowClear placeholder="不论哪一步" value={state} onChange={chosen => tell({ state: chosen, after: null, before: null })} options={Object.entries(OBJECTION_STATES).map(([value, label]) => ({ value, label }))} />
          <Only name="overdue">只看过期的</Only>
          <Export name="Objections" variables={{ committee, where }} />
        </div>
        <Shown asked={asked}>{() => <List nodes={all?.nodes ?? []} loading={asked.loading} />}</Shown>
        <Pager info={all?.pageInfo} total={all?.totalCount} />
      </Card>
      <ObjectionDrawer />
    </div>
  )
}

/** The one that the address names (`number=`), on whichever page of the list it stands. */
function ObjectionDrawer() {
  const { committee } = useViewer()
  const { told, tell } = usePlace()
  const number = Number(told.get('number')) || null
  const asked = useAsked('Objections', committee && number ? { committee, where: { number }, first: 1 } : null)
  const one = asked.data?.committee?.objections?.nodes.find(one => one.number === number)
  return (
    <Drawer title={number ? `第 ${number} 号异议` : '异议'} open={Boolean(number)} size={560} onClose={() => tell({ number: null })} destroyOnHidden>
      <Shown asked={asked}>{() => one ? <Whole one={one} /> : asked.loading ? null : <Alert type="warning" title="没有这个编号的异议，或者不是由您办的" />}</Shown>
    </Drawer>
  )
}

function List({ nodes, loading }: { nodes: One[]; loading: boolean }) {
  const { tell } = usePlace()
  return (
    <Listing<One>
      rowKey="number" dataSource={nodes} loading={loading}
      locale={{ emptyText: '没有异议：委员、部门对记录、得分、名次有不同意见，在这里办理' }}
      columns={[
        { title: '编号', key: 'number', render: (_, one) => <a href={`?number=${one.number}`} onClick={event => { event.preventDefault(); tell({ number: String(one.number) }) }}>{one.number} 号</a> },
        { title: '关于', key: 'about', render: (_, one) => ABOUT[one.about] },
        { title: '委员', key: 'member', render: (_, one) => one.member?.name ?? one.side },
        { title: '年度', dataIndex: 'year' },
        { title: '由谁答复', dataIndex: 'desk' },
        { title: '状态', key: 'state', render: (_, one) => <Tag color={one.overdue ? 'red' : 'default'}>{OBJECTION_STATES[one.state]}</Tag> },
        { title: '期限', key: 'due', render: (_, one) => one.due ? daySaid(one.due) : '不知道' },
      ]}
    />
  )
}

function Whole({ one }: { one: One }) {
  const { tell } = usePlace()
  return (
    <div className="page">
      <p>
        {ABOUT[one.about]} · {one.year} 年 · {one.member?.name ?? one.side}{one.title ? `：${one.title}` : ''}
        {one.record && <> <Button onClick={() => tell({ record: one.record })}>看记录</Button></>}
      </p>
      {one.line && <Alert type="info" title={`${one.line.rule}（${one.line.citation}）记 ${one.line.raw} 分，计 ${one.line.kept} 分`} description={one.line.cuts.join('；')} />}
      <Steps one={one} />
      <Timeline items={one.steps.map(step => ({ content: <>{timeSaid(step.at)} {step.by}{step.words ? <><br />{step.words}</> : null}</> }))} />
      {one.files.map((file, at) => <a key={file.id} href={`/uploads/${file.id}`}>佐证 {at + 1}</a>)}
      {one.verdict && <Alert type="success" title={VERDICTS[one.verdict]} description={[one.rule, one.citation, one.step].filter(Boolean).join(' · ')} />}
      {one.before && one.after && <p>总分 {one.before.total} → {one.after.total}，名次 {one.before.rank ?? '不排'} → {one.after.rank ?? '不排'}{one.waits ? '（这一年已关账，重新打开才计入）' : ''}</p>}
    </div>
  )
}

function Steps({ one }: { one: One }) {
  const { committee } = useViewer()
  const { change, running } = useChange()
  const [passing, setPassing] = useState(false)
  const can = (action: ObjectionAction) => one.availableActions.includes(action)
  const at = { committee, number: one.number, version: one.version }
  return (
    <>
      <Flex gap="small" wrap>
        {can('ACCEPT') && <Button type="primary" loading={running} onClick={() => void change('AcceptObjection', at, '已受理')}>受理</Button>}
        {can('PASS_ON') && <Button onClick={() => setPassing(true)}>转委员工作委员会</Button>}
      </Flex>
      {can('ANSWER') && <Answer one={one} />}
      <Reason title="转办" label="为什么转，说明什么" needed open={passing} onLeave={() => setPassing(false)} onDone={words => change('PassObjection', { ...at, words }, '已转办')} />
    </>
  )
}

interface Written { verdict: ObjectionVerdict; words: string; rule?: string; citation?: string; step?: string; entered?: string }

function Answer({ one }: { one: One }) {
  const { committee } = useViewer()
  const { change, running, refused } = useChange()
  const [form] = Form.useForm<Written>()
  const verdict = Form.useWatch('verdict', form)
  const record = useAsked('Record', one.record ? { id: one.record } : null)
  const entered = useEntered(one)
  const known = record.data?.node?.__typename === 'Record' ? [record.data.node] : entered
  const changed = verdict && verdict !== 'REFUSED'
  const missing = one.about === 'MISSING'
  // What is said of an award stands in its line already.
  const said = (message: string) => [{ required: !one.line, whitespace: true, message }]
  const answer = async ({ entered: chosen, ...written }: Written) => {
    const corrected = known.find(({ id }) => id === (one.record ?? chosen))
    const correction = changed && corrected ? { record: corrected.id, version: corrected.version } : null
    await change('AnswerObjection', { committee, number: one.number, version: one.version, input: { ...written, correction } }, '已答复')
  }
  return (
    <Form form={form} layout="vertical" onFinish={written => void answer(written)} initialValues={{ rule: one.line?.rule, citation: one.line?.citation }}>
      <Form.Item name="verdict" label="结论" rules={[{ required: true, message: '选一个结论' }]}>
        <Select showSearch={{ optionFilterProp: 'label' }} options={Object.entries(VERDICTS).map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      {changed && one.record && <Alert type="info" title="先改好记录，再答复：答复会写上改成了第几版" action={<RecordButton record={one.record} />} />}
      {changed && !one.record && (
        <Form.Item name="entered" label={missing ? '补录的是哪一条' : '改的是哪一条'} rules={[{ required: true, message: missing ? '选补录的那一条' : '选改的那一条' }]} extra={missing ? '先补录缺的那条记录，再答复；有权录入的在“会议活动”“作品”里录入' : '先改好那条记录，再答复'}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={entered.map(({ id, kind, title, number, day, state }) => ({ value: id, label: `${kind} · ${title || number}，${daySaid(day)}，${STATES[state].said}` }))} notFoundContent={missing ? '还没有这一天、这一种的记录' : '没有这名委员的记录'} />
        </Form.Item>
      )}
      <Form.Item name="words" label="答复" rules={[{ required: true, message: '写明答复' }]}><Input.TextArea rows={4} maxLength={2000} /></Form.Item>
      <Form.Item name="rule" label="依据哪条规则（代码）" rules={said('写明依据哪条规则：写它的代码，如 A1')}><Input /></Form.Item>
      <Form.Item name="citation" label="依据哪一条" extra="不写，照这条规则注明的"><Input placeholder="如 第五条（四）" /></Form.Item>
      <Form.Item name="step" label="算到哪一步" rules={said('写明算到哪一步')}><Input placeholder="如 记 2 分，封顶以后计 1 分" /></Form.Item>
      {refused && <Alert className="gap" type="error" showIcon title={refused.message} />}
      <Button type="primary" htmlType="submit" loading={running}>答复</Button>
    </Form>
  )
}

/** What is there by now of the kind and day that were missed; of a rank or an award without a record, of the member. */
function useEntered(one: One) {
  const { committee } = useViewer()
  const where = { year: one.year, states: null, ...(one.kind && one.day ? { kinds: [one.kind], since: one.day, until: one.day } : { member: one.member?.id }) }
  const asked = useAsked('Records', one.record ? null : { committee, where, first: SIZE })
  return asked.data?.committee?.records?.nodes ?? []
}

function RecordButton({ record }: { record: string }) {
  const { tell } = usePlace()
  return <Button onClick={() => tell({ record })}>看记录</Button>
}
