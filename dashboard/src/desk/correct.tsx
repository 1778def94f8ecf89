// A record put right: what is not touched is not sent, and stays. Of an archived one it is a counter-entry, which is reviewed.
import { useState } from 'react'
import { Alert, Form, Input, Modal } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useAsked } from '../shared/api'
import { AttributeFields, type Filled, given, owned } from './attributes'
import { useChange } from './change'
import { Day } from './day'
import { alike, Pasted, type Person } from './pasted'
import type { Whole } from './record'
import { useViewer } from './viewer'

interface Written { title: string; day: Dayjs; number: string; attributes?: Filled; reason: string; lateReason?: string }

export function Correct({ record, onDone }: { record: Whole; onDone: () => void }) {
  const { committee } = useViewer()
  const { change, running, refused } = useChange()
  const [form] = Form.useForm<Written>()
  const before = peopleOf(record)
  const [people, setPeople] = useState(before)
  const work = record.form === 'WORK'
  const kind = useAsked('Kinds', { committee, year: record.year }).data?.committee?.kinds?.find(one => one.name === record.kind)
  const archived = record.state === 'ARCHIVED'
  const correct = async (written: Written) => {
    const day = written.day.format('YYYY-MM-DD')
    const touched = form.isFieldsTouched(['attributes'], false) && Object.keys(written.attributes ?? {}).some(name => form.isFieldTouched(['attributes', name]))
    const input = {
      id: record.id, version: record.version, reason: written.reason.trim(), lateReason: written.lateReason?.trim() || null,
      ...(written.title.trim() === record.title ? {} : { title: written.title.trim() }),
      ...(day === record.day ? {} : { day }),
      ...(written.number.trim() === record.number ? {} : { number: written.number.trim() }),
      ...(touched ? { attributes: given({ ...filledOf(record), ...written.attributes }) } : {}),
    }
    const moved = JSON.stringify(people) !== JSON.stringify(before)
    // What follows from the order of authors is worked out, and not said.
    const said = new Set(owned(kind, work ? 'AUTHORSHIP' : 'PARTICIPATION').map(one => one.name))
    const now = people.map(one => ({ ...one, attributes: one.attributes.filter(attribute => said.has(attribute.name)) }))
    const result = work
      ? await change('CorrectWork', { input: { ...input, ...(moved ? { authors: now.map(one => ({ member: one.id, attributes: one.attributes })) } : {}) } })
      : await change('CorrectOccasion', { input: { ...input, ...(moved ? { participants: alike(now) } : {}) } })
    if (result) onDone()
  }
  // Who is not all on the screen, or stands between members as an outsider, is not put in place of the others.
  const whole = record.partCount === before.length && !(work && record.outsiders > 0)
  return (
    <Modal title={archived ? '更正：另立一条，审核通过才生效' : '改正'} open width={720} onCancel={onDone} onOk={() => form.submit()} okText={archived ? '提出更正' : '保存'} confirmLoading={running} destroyOnHidden>
      {refused && <Alert type="error" showIcon title={refused.message} />}
      <Form form={form} layout="vertical" onFinish={written => void correct(written)} initialValues={{ title: record.title, day: dayjs(record.day), number: record.number, attributes: filledOf(record) }}>
        <Form.Item name="title" label="题目" rules={[{ required: true, whitespace: true, message: '写上题目' }]}><Input maxLength={500} /></Form.Item>
        <Form.Item name="day" label="日期" rules={[{ required: true, message: '写上日期' }]}><Day /></Form.Item>
        <Form.Item name="number" label="编号" rules={[{ required: true, whitespace: true, message: '写上编号' }]}><Input maxLength={100} /></Form.Item>
        <AttributeFields of={owned(kind, work ? 'WORK' : 'OCCASION').filter(one => one.type !== 'DATE')} under="attributes" />
        {whole
          ? <Pasted day={record.day} people={people} statuses={!work} onPeople={setPeople} />
          : <Alert type="info" title="名单太长，或者有不是委员的作者：名单用“查询和修改”页或导入来改" />}
        <Form.Item name="reason" label="为什么改" rules={[{ required: true, whitespace: true, message: '写上为什么' }]} extra="不写姓名、电话"><Input maxLength={500} /></Form.Item>
        <Form.Item name="lateReason" label="补录的原因" extra="改了日期、因此过了录入期限的才写"><Input maxLength={500} /></Form.Item>
      </Form>
    </Modal>
  )
}

function peopleOf(record: Whole): Person[] {
  return record.parts?.nodes.map(({ member, attributes }) => ({ id: member.id, name: member.name, number: member.number, attributes })) ?? []
}

/** What the record says of itself; days are not put right here. */
function filledOf(record: Whole): Filled {
  return Object.fromEntries(record.attributes.map(one => [one.name, one.value]))
}
