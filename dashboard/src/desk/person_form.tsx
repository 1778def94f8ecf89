// A member is entered, or changed from a day on. What is refused keeps the form; whoever was quicker is told of.
import { useState } from 'react'
import { Alert, Button, Checkbox, Drawer, Flex, Form, Input, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { AttributeFields, type Described, filled, type Filled, given } from './attributes'
import { useChange } from './change'
import { Day } from './day'
import { History, type Person } from './person'
import { useViewer } from './viewer'

interface Written { number?: string; name?: string; phone?: string; noPhone?: boolean; term?: string; since?: Dayjs; attributes?: Filled; newWords?: boolean; newPerson?: boolean; reason?: string }
interface Given { person?: Person; attributes: Described[]; terms: string[]; onLeave: (id?: string) => void }

export function PersonForm({ person, attributes, terms, onLeave }: Given) {
  const { committee, may } = useViewer()
  const { change, running } = useChange()
  const [form] = Form.useForm<Written>()
  // What one sees when the form opens is what one changes, whatever others do meanwhile.
  const [from, setFrom] = useState(person)
  const all = may('enrol')
  const fields = attributes.filter(one => one.owners.includes('MEMBER') && !one.derived && (all || one.keptByCommittee))
  const names = new Set(fields.map(one => one.name))
  const before = (from?.attributes ?? []).filter(one => names.has(one.name))

  // What somebody wrote is sent, even what the day that is shown has already; emptied, it is taken away.
  const touched = (said: { name: string; value: string }[]) => fields
    .filter(one => form.isFieldTouched(['attributes', one.name]))
    .map(({ name }) => said.find(one => one.name === name) ?? { name, value: '' })
    .filter(one => one.value || before.some(other => other.name === one.name))

  const save = async (written: Written) => {
    const said = { reason: written.reason?.trim() || null, newWords: written.newWords ?? false }
    const day = written.since?.format('YYYY-MM-DD') ?? null
    const attributes = given(written.attributes)
    if (from) {
      const phone = written.noPhone ? '' : written.phone?.trim() || null
      const name = written.name?.trim() && written.name.trim() !== from.name ? written.name.trim() : null
      const result = await change('ChangeMember', { input: { id: from.id, version: from.version, since: day, attributes: touched(attributes), name, phone, ...said } }, '已更新')
      if (result) onLeave(from.id)
    } else {
      const result = await change('EnterMember', { input: {
        committee, name: written.name!.trim(), number: written.number!.trim(), phone: written.phone?.trim() || null, term: written.term || null,
        firstDay: day, attributes, sameAs: null, newPerson: written.newPerson ?? false, ...said,
      } }, '已录入')
      if (result?.member) onLeave(result.member.id)
    }
  }
  const others = person && from && person.version !== from.version
  return (
    <Drawer title={from ? `更新：${from.name}（${from.number}）` : '录入委员'} open size={560} onClose={() => onLeave()} destroyOnHidden>
      {others && (
        <Alert
          type="warning" showIcon title="别人在这期间改过这名委员，您填的还在，没有保存"
          description={<><History steps={person.history?.nodes.slice(0, person.version - from.version) ?? []} /><Button onClick={() => setFrom(person)}>看过了，在现在的上面保存我改的</Button></>}
        />
      )}
      <Form form={form} layout="vertical" onFinish={written => void save(written)} initialValues={{ name: from?.name, attributes: filled(before, fields) }}>
        {!from && <Form.Item name="number" label="编号" rules={[{ required: true, whitespace: true, message: '写上编号' }]} extra="同一届里不重复，如 W0301"><Input maxLength={100} autoFocus /></Form.Item>}
        {all && <Form.Item name="name" label="姓名" rules={[{ required: true, whitespace: true, message: '写上姓名' }]}><Input maxLength={100} /></Form.Item>}
        {!from && <Form.Item name="term" label="届次" extra="不选则为任职起那天所在的一届"><Select allowClear options={terms.map(value => ({ value, label: value }))} /></Form.Item>}
        <Form.Item name="since" label={from ? '从哪天起' : '任职起'} extra={from ? '不写则从今天起；写任职的第一天，从头改起，用来更正录错的。下面填着的是记分年度末那天的' : '不写则从本届开始'}><Day className="wide" /></Form.Item>
        <AttributeFields of={fields} under="attributes" />
        <Form.Item name="phone" label="电话" extra={from ? '不写则不动；加密保存' : '加密保存'}><Input maxLength={30} inputMode="tel" autoComplete="off" /></Form.Item>
        {from && <Form.Item name="noPhone" valuePropName="checked"><Checkbox>删去存着的电话</Checkbox></Form.Item>}
        <Form.Item name="newWords" valuePropName="checked"><Checkbox>界别、专委会等确实是新的名称（问到的时候才选）</Checkbox></Form.Item>
        {!from && <Form.Item name="newPerson" valuePropName="checked"><Checkbox>与同名、同电话的都不是同一人（问到的时候才选）</Checkbox></Form.Item>}
        <Form.Item name="reason" label="事由" extra="可以不写；不写姓名、电话"><Input maxLength={500} /></Form.Item>
        <Flex gap="small"><Button type="primary" htmlType="submit" loading={running} disabled={Boolean(others)}>保存</Button><Button onClick={() => onLeave()}>不保存</Button></Flex>
      </Form>
    </Drawer>
  )
}
