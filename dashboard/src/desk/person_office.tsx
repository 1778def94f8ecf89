// Leaving office, coming back, and the exit, which takes two persons.
import { useState } from 'react'
import { Alert, Button, Form, Input } from 'antd'
import type { Dayjs } from 'dayjs'
import { useChange } from './change'
import { Day } from './day'
import { Dialog } from './dialog'
import type { Person } from './person'
import { Reason } from './reason'

type Step = 'leave' | 'return' | 'AskExit' | 'CancelExit' | 'ConfirmExit'
interface Written { day: Dayjs; number?: string; reason: string }

const EXITS = {
  AskExit: { title: '提出退出', done: '已提出，等另一人确认' },
  CancelExit: { title: '取消退出', done: '已取消' },
  ConfirmExit: { title: '确认退出：删除姓名、电话、单位等，不能恢复', done: '已退出，个人信息已删除' },
} as const

export function Office({ person }: { person: Person }) {
  const { change, running } = useChange()
  const [step, setStep] = useState<Step | null>(null)
  const [undoing, setUndoing] = useState(false)
  const exit = step && step in EXITS ? step as keyof typeof EXITS : null
  const at = { id: person.id, version: person.version }
  const finish = async (written: Written) => {
    const day = written.day.format('YYYY-MM-DD')
    const result = step === 'leave'
      ? await change('LeaveOffice', { input: { ...at, lastDay: day, reason: written.reason } }, '已办理离任')
      : await change('ReturnToOffice', { input: { ...at, firstDay: day, number: written.number!.trim(), reason: written.reason } }, '已办理又任职')
    if (result) setStep(null)
  }
  return (
    <>
      <Button loading={running} onClick={() => setStep('leave')}>{person.lastDay ? '改离任日期' : '离任'}</Button>
      {person.lastDay && <Button onClick={() => setUndoing(true)}>撤销离任</Button>}
      {person.lastDay && <Button onClick={() => setStep('return')}>又任职</Button>}
      {person.lastDay && !person.exitAskedAt && <Button danger onClick={() => setStep('AskExit')}>提出退出</Button>}
      {person.exitAskedAt && <Button onClick={() => setStep('CancelExit')}>取消退出</Button>}
      {person.exitAskedAt && <Button danger onClick={() => setStep('ConfirmExit')}>确认退出</Button>}
      <Days key={step} person={person} step={step === 'leave' || step === 'return' ? step : null} running={running} onLeave={() => setStep(null)} onDone={finish} />
      <Reason title={exit ? EXITS[exit].title : ''} label="事由" needed open={exit !== null} onLeave={() => setStep(null)} onDone={async reason => exit && change(exit, { input: { ...at, reason } }, EXITS[exit].done)} />
      <Reason title="撤销离任：没有离任" label="事由" needed open={undoing} onLeave={() => setUndoing(false)} onDone={reason => change('LeaveOffice', { input: { ...at, lastDay: null, reason } }, '已撤销')} />
    </>
  )
}

interface Given { person: Person; step: 'leave' | 'return' | null; running: boolean; onLeave: () => void; onDone: (written: Written) => Promise<void> }

function Days({ person, step, running, onLeave, onDone }: Given) {
  const [form] = Form.useForm<Written>()
  const back = step === 'return'
  return (
    <Dialog title={`${back ? '又任职' : '离任'}：${person.name}`} open={step !== null} okText="办理" confirmLoading={running} onCancel={onLeave} onOk={() => form.submit()} destroyOnHidden>
      <Form form={form} layout="vertical" onFinish={written => void onDone(written)}>
        {back && <Alert type="info" title="另起一段任职，编号另写；两段各算各的得分和在任月数" />}
        {back && <Form.Item name="number" label="这一段的编号" initialValue={`${person.number}-2`} rules={[{ required: true, whitespace: true, message: '写上编号' }]}><Input maxLength={100} /></Form.Item>}
        <Form.Item name="day" label={back ? '任职起' : '在任的最后一天'} rules={[{ required: true, message: '写上日期' }]}><Day className="wide" /></Form.Item>
        <Form.Item name="reason" label="事由" rules={[{ required: true, whitespace: true, message: '写上事由' }]} extra="不写姓名、电话"><Input maxLength={500} /></Form.Item>
      </Form>
    </Dialog>
  )
}
