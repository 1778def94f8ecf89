// 采用、批示: what became of an item that was issued, and the record as which it counts for its authors.
import { useState } from 'react'
import { Alert, Button, Flex, Form, Input, Modal, Segmented, Select, Tag } from 'antd'
import type { Dayjs } from 'dayjs'
import { type Data, useAsked } from '../shared/api'
import type { OpinionOutcomeKind } from '../shared/operations'
import { daySaid } from '../shared/said'
import { useChange } from './change'
import { Day } from './day'
import { Reason } from './reason'
import { useViewer } from './viewer'
import { OUTCOMES } from './words'

type Item = NonNullable<Data<'OwnOpinion'>['opinion']>
type Asking = 'note' | 'count' | null

export function Outcomes({ one }: { one: Item }) {
  const { committee, may } = useViewer()
  const { change } = useChange()
  const [asking, setAsking] = useState<Asking>(null)
  const [wrong, setWrong] = useState<number | null>(null)
  const at = { committee, number: one.number, version: one.version }
  const can = (action: Item['availableActions'][number]) => one.availableActions.includes(action)
  if (one.outcomes.length === 0 && !can('NOTE_OUTCOME')) return null
  return (
    <section aria-label="采用、批示">
      <h3>采用、批示</h3>
      <ul className="rows">
        {one.outcomes.map(each => (
          <li key={each.place}>
            <span className="said">
              {daySaid(each.day)}　{OUTCOMES[each.outcome]}：{each.level}{each.merged ? '（合并）' : ''}{each.takenBackAt && <Tag>记错，已收回</Tag>}
              {each.words && <p className="as-written">{each.words}</p>}
            </span>
            {can('TAKE_BACK_OUTCOME') && !each.takenBackAt && <Button size="small" aria-label={`收回：${daySaid(each.day)}${OUTCOMES[each.outcome]}`} onClick={() => setWrong(each.place)}>收回</Button>}
          </li>
        ))}
      </ul>
      <p>{one.record ? <a href={`/desk/works?record=${encodeURIComponent(one.record)}`}>已计入履职：看那条记录</a> : can('COUNT') ? '还没有计入作者的履职' : ''}</p>
      <Flex gap="small" wrap>
        {can('NOTE_OUTCOME') && <Button onClick={() => setAsking('note')}>记采用、批示</Button>}
        {can('COUNT') && may('enter') && <Button onClick={() => setAsking('count')}>计入履职</Button>}
      </Flex>
      {asking === 'note' && <Note at={at} onLeave={() => setAsking(null)} />}
      <Reason
        title={`把第 ${one.number} 号计入作者的履职`} label="过了录入期限的，为什么晚" needed={false} open={asking === 'count'}
        warned="录入一条社情民意的记录，连同采用、批示，审核通过以后记分" onLeave={() => setAsking(null)}
        onDone={late => change('CountOpinion', { ...at, lateReason: late || null }, '已录入，等审核')}
      />
      <Reason
        title="收回记错的" label="为什么收回" needed open={wrong !== null} onLeave={() => setWrong(null)}
        onDone={reason => change('TakeBackOpinionOutcome', { ...at, place: wrong ?? 0, reason }, '已收回')}
      />
    </section>
  )
}

interface Noted { outcome: OpinionOutcomeKind; level: string; day: Dayjs; merged?: string; words?: string; lateReason?: string }
interface Given { at: { committee: string; number: number; version: number }; onLeave: () => void }

function Note({ at, onLeave }: Given) {
  const [form] = Form.useForm<Noted>()
  const { change, running, refused } = useChange()
  const choosing = useAsked('OpinionForm', {}).data?.opinionForm
  const outcome = Form.useWatch('outcome', form) ?? 'ADOPTION'
  const adopted = outcome === 'ADOPTION'
  const levels = (adopted ? choosing?.adoptionLevels : choosing?.instructionLevels) ?? []
  const done = async ({ outcome, level, day, merged, words, lateReason }: Noted) => {
    const told = { outcome, level, day: day.format('YYYY-MM-DD'), merged: adopted && merged ? merged === '是' : null, words: words?.trim() || null }
    if (await change('NoteOpinionOutcome', { ...at, outcome: told, lateReason: lateReason?.trim() || null }, '已记下，已告诉作者')) onLeave()
  }
  return (
    <Modal title={`第 ${at.number} 号：采用、批示`} open okText="保存" confirmLoading={running} onCancel={onLeave} okButtonProps={{ htmlType: 'submit', form: 'outcome-noted' }} destroyOnHidden>
      {refused && <Alert className="gap" type="error" showIcon title={refused.message} />}
      <Form id="outcome-noted" form={form} layout="vertical" initialValues={{ outcome: 'ADOPTION' }} onFinish={noted => void done(noted)}>
        <Form.Item name="outcome" label="哪一种"><Segmented options={(Object.keys(OUTCOMES) as OpinionOutcomeKind[]).map(value => ({ value, label: OUTCOMES[value] }))} onChange={() => form.resetFields(['level', 'merged'])} /></Form.Item>
        <Form.Item name="level" label={adopted ? '采用层级' : '领导级别'} rules={[{ required: true, message: '选一级' }]}><Select showSearch options={levels.map(value => ({ value, label: value }))} /></Form.Item>
        <Form.Item name="day" label={adopted ? '哪一天采用的' : '哪一天批示的'} rules={[{ required: true, message: '写上日期' }]}><Day className="wide" /></Form.Item>
        {adopted && <Form.Item name="merged" label="与别的信息合并采用" extra="不知道的不选"><Select allowClear options={['是', '否'].map(value => ({ value, label: value }))} /></Form.Item>}
        <Form.Item name="words" label={adopted ? '采用在哪里（可以不写）' : '批示的话（可以不写）'} extra="加密保存，作者看得到；涉密的不能写"><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
        {refused?.field === 'lateReason' && <Form.Item name="lateReason" label="为什么晚" rules={[{ required: true, whitespace: true, message: '写明为什么晚' }]}><Input maxLength={500} /></Form.Item>}
      </Form>
    </Modal>
  )
}
