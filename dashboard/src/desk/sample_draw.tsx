// The digits that those present say, the draw at once after them, and how it goes on.
import { useState } from 'react'
import { Alert, Button, Card, Flex, Form, Input, InputNumber, Select } from 'antd'
import { useChange } from './change'
import { Dialog } from './dialog'
import type { Sample } from './sample'
import { useViewer } from './viewer'

/** How many digits all of them say together. */
const DIGITS = 20

interface Said { seat: string; digits: string }
interface Written { persons: Said[]; size: number }

export function Draw({ sample }: { sample: Sample }) {
  const { committee } = useViewer()
  const { change, running } = useChange()
  const [form] = Form.useForm<Written>()
  const persons = Form.useWatch('persons', form) ?? []
  const said = persons.reduce((sum, one) => sum + (one?.digits ?? '').trim().length, 0)
  const draw = ({ persons: written, size }: Written) => {
    const told = written.map(one => ({ seat: one.seat.trim(), digits: one.digits.trim() }))
    void change('DrawSample', { committee, number: sample.number, version: sample.version, persons: told, size }, '已抽取')
  }
  return (
    <Card size="small" title="在场的人报数字，随即抽取">
      <Alert type="info" title="看到上面的 SHA-256 以后，至少两席当场报数字，合起来正好 20 位" description="写席位，不写姓名：数字永远留着。谁坐哪一席，写在当场的书面记录里" />
      <Form form={form} layout="vertical" onFinish={draw} initialValues={{ size: sample.proposed, persons: [{ seat: '主持人' }, { seat: '监督员甲' }, { seat: '监督员乙' }] }}>
        <Form.List name="persons">
          {(rows, { add, remove }) => (
            <>
              {rows.map(({ key, name }, at) => (
                <Flex key={key} gap="small" wrap align="end">
                  <Form.Item name={[name, 'seat']} label={`第 ${at + 1} 席`} rules={[{ required: true, whitespace: true, message: '写席位' }]}><Input maxLength={40} /></Form.Item>
                  <Form.Item name={[name, 'digits']} label={`第 ${at + 1} 席报的数字`} rules={[{ required: true, pattern: /^\s*[0-9]+\s*$/, message: '只写 0 到 9，至少一位' }]}><Input maxLength={DIGITS} inputMode="numeric" autoComplete="off" /></Form.Item>
                  {rows.length > 2 && <Form.Item><Button onClick={() => remove(name)}>去掉第 {at + 1} 席</Button></Form.Item>}
                </Flex>
              ))}
              <Flex gap="middle" align="center"><Button onClick={() => add({ seat: '' })}>加一席</Button><span role="status">已报 {said} 位，{said === DIGITS ? '正好' : said < DIGITS ? `还差 ${DIGITS - said} 位` : `多了 ${said - DIGITS} 位`}</span></Flex>
            </>
          )}
        </Form.List>
        <Form.Item name="size" label="抽几条" extra={`建议 ${sample.proposed} 条`} rules={[{ required: true, message: '写抽几条' }]}><InputNumber min={1} max={sample.records} precision={0} /></Form.Item>
        <Button type="primary" htmlType="submit" loading={running} disabled={said !== DIGITS}>抽取</Button>
      </Form>
    </Card>
  )
}

interface More { size: number; kinds?: string[]; departments?: string[] }

export function Extend({ sample }: { sample: Sample }) {
  const { committee } = useViewer()
  const { change, running } = useChange()
  const [open, setOpen] = useState(false)
  const [form] = Form.useForm<More>()
  const drawn = sample.drawn?.nodes ?? []
  const words = (values: string[], known: string[] | null) => [...new Set([...values, ...(known ?? [])])].map(value => ({ value, label: value }))
  const extend = async ({ size, kinds, departments }: More) => {
    const result = await change('ExtendSample', { committee, number: sample.number, version: sample.version, size, kinds: kinds?.length ? kinds : null, departments: departments?.length ? departments : null }, '已加抽')
    if (result) setOpen(false)
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}>加抽</Button>
      <Dialog title="加抽：照同一个次序往后接着抽" open={open} okText="加抽" confirmLoading={running} onCancel={() => setOpen(false)} onOk={() => form.submit()} destroyOnHidden>
        <Form form={form} layout="vertical" onFinish={written => void extend(written)}>
          <Form.Item name="size" label="一共抽几条" extra="前面抽到的都在里面" rules={[{ required: true, message: '写一共抽几条' }]}><InputNumber min={1} max={sample.records} precision={0} /></Form.Item>
          <Form.Item name="departments" label="只在哪些部门里抽" extra="不选则在整份名单里"><Select mode="tags" options={words(drawn.map(one => one.department), sample.departments)} /></Form.Item>
          <Form.Item name="kinds" label="只在哪些种类里抽"><Select mode="tags" options={words(drawn.map(one => one.kind), sample.kinds)} /></Form.Item>
        </Form>
      </Dialog>
    </>
  )
}
