// 民情分析研判会 (议8): called with the figures of a period as papers, and what it came to.
import { useState } from 'react'
import { Alert, Button, Card, Checkbox, Flex, Form, Input, Tag } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { Link } from 'wouter'
import { type Data, useAsked } from '../shared/api'
import type { OpinionMeetingState } from '../shared/operations'
import { pageOf, usePlace } from '../shared/place'
import { daySaid, timeSaid } from '../shared/said'
import { useChange } from './change'
import { Day } from './day'
import { Dialog } from './dialog'
import { Pager, Shown } from './list'
import { useViewer } from './viewer'

type Meeting = NonNullable<Data<'OpinionMeetings'>['opinionMeetings']>['nodes'][number]
interface Period { firstDay: string; lastDay: string }

const SIZE = 5
const STATES: Record<OpinionMeetingState, { said: string; colour: string }> = {
  CALLED: { said: '已定日期', colour: 'blue' }, HELD: { said: '已记结论', colour: 'green' }, CANCELLED: { said: '已取消', colour: 'default' },
}

export function OpinionMeetings({ of }: { of: Period }) {
  const { told } = usePlace()
  const asked = useAsked('OpinionMeetings', pageOf(told, SIZE))
  const found = asked.data?.opinionMeetings
  return (
    <Card size="small" title="民情分析研判会" extra={<Call of={of} />}>
      <Shown asked={asked}>{() => found?.nodes.length ? found.nodes.map(one => <One key={one.number} one={one} />) : <p>还没有开过：先在上面选好时间，再定日期，材料就是那段时间的数</p>}</Shown>
      <Pager info={found?.pageInfo} total={found?.totalCount} unit="次" />
    </Card>
  )
}

function Call({ of }: { of: Period }) {
  const { committee } = useViewer()
  const [asking, setAsking] = useState(false)
  const [form] = Form.useForm<{ day: Dayjs }>()
  const { change, running } = useChange()
  const done = async ({ day }: { day: Dayjs }) => {
    if (await change('CallOpinionMeeting', { committee, day: day.format('YYYY-MM-DD'), ...of }, '已定，材料存下了')) setAsking(false)
  }
  return (
    <>
      <Button onClick={() => setAsking(true)}>定研判会</Button>
      <Dialog title="定一次研判会" open={asking} onOk={form.submit} onCancel={() => setAsking(false)} confirmLoading={running} okText="定" destroyOnHidden>
        <p>材料：{daySaid(of.firstDay)}到{daySaid(of.lastDay)}的数，照现在的存下，以后不变。</p>
        <Form id="call-meeting" form={form} layout="vertical" preserve={false} initialValues={{ day: dayjs() }} onFinish={written => void done(written)}>
          <Form.Item name="day" label="哪一天开" rules={[{ required: true, message: '写哪一天' }]}><Day /></Form.Item>
        </Form>
      </Dialog>
    </>
  )
}

function One({ one }: { one: Meeting }) {
  const { committee } = useViewer()
  const { change, running } = useChange()
  const can = (action: Meeting['availableActions'][number]) => one.availableActions.includes(action)
  return (
    <section aria-label={`${daySaid(one.day)}的研判会`}>
      <h3>{daySaid(one.day)} <Tag color={STATES[one.state].colour}>{STATES[one.state].said}</Tag></h3>
      <Papers one={one} />
      {one.state === 'HELD' && <p className="as-written">{one.conclusions ?? '结论读不出了'}</p>}
      <Flex gap="small" wrap>
        {can('CONCLUDE') && <Conclude one={one} />}
        {can('CANCEL') && <Button loading={running} onClick={() => void change('CancelOpinionMeeting', { committee, number: one.number, version: one.version }, '已取消')}>取消{daySaid(one.day)}的会</Button>}
      </Flex>
    </section>
  )
}

/** What it looks at, as it was when it was called. */
function Papers({ one }: { one: Meeting }) {
  const { total } = one
  return (
    <>
      <p>
        材料：{daySaid(one.firstDay)}到{daySaid(one.lastDay)}（{timeSaid(one.calledAt)} 存下）收到 {total.received} 条，初审通过 {total.accepted} 条，签发 {total.issued} 条，采用 {total.adopted} 条，批示 {total.instructed} 条，应当答复 {total.due} 条，按时答复 {total.inTime} 条。
        {(one.rows ?? []).map(row => `${row.name || '没有写'} ${row.received} 条`).join('；')}
      </p>
      {one.groups.length > 0 && (
        <ul>
          {one.groups.map(group => (
            <li key={group.items[0]?.number}>相近的 {group.count} 条：{group.items.map((each, at) => <span key={each.number}>{at > 0 && '；'}<Link href={`/desk/opinions?state=ALL&number=${each.number}`}>{each.number} 号 {each.title ?? '（读不出了）'}</Link></span>)}</li>
          ))}
        </ul>
      )}
    </>
  )
}

interface Written { said: string; declared: boolean }

function Conclude({ one }: { one: Meeting }) {
  const { committee } = useViewer()
  const [asking, setAsking] = useState(false)
  const [form] = Form.useForm<Written>()
  const { change, running } = useChange()
  const done = async ({ said, declared }: Written) => {
    const given = { committee, number: one.number, version: one.version, conclusions: said, notClassified: declared }
    if (await change('ConcludeOpinionMeeting', given, '已记下')) setAsking(false)
  }
  return (
    <>
      <Button onClick={() => setAsking(true)}>{one.state === 'HELD' ? '改' : '记'}{daySaid(one.day)}的结论</Button>
      <Dialog title={`${daySaid(one.day)}的研判会：结论`} open={asking} onOk={form.submit} onCancel={() => setAsking(false)} confirmLoading={running} okText="保存" destroyOnHidden>
        {one.state === 'HELD' && <Alert className="gap" type="info" title="保存以后换下原来的" />}
        <Form id="conclude-meeting" form={form} layout="vertical" preserve={false} initialValues={{ said: one.conclusions ?? '', declared: false }} onFinish={written => void done(written)}>
          <Form.Item name="said" label="结论" rules={[{ required: true, whitespace: true, message: '写结论' }]}><Input.TextArea rows={6} maxLength={2000} /></Form.Item>
          <Form.Item name="declared" valuePropName="checked" rules={[{ validator: (_, ticked: boolean) => ticked ? Promise.resolve() : Promise.reject(new Error('涉密的不能写：先声明不涉密')) }]}><Checkbox>本人声明不涉密</Checkbox></Form.Item>
        </Form>
      </Dialog>
    </>
  )
}
