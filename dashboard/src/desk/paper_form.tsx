// A paper is edited: its words, of which items, where it goes; and what is said when it is signed or given back.
import { useEffect, useState } from 'react'
import { Alert, Button, Checkbox, Flex, Form, Input, Select } from 'antd'
import { useAsked } from '../shared/api'
import type { OpinionPaperInput } from '../shared/operations'
import { useChange } from './change'
import { Dialog } from './dialog'
import type { Paper } from './pages/paper'
import { useViewer } from './viewer'

interface Written {
  items: number[]; title: string; situation?: string; causes?: string; advice?: string
  destination?: string; vehicle?: string; unit?: string; coUnits?: string[]; issue?: string; declared: boolean
}

function writtenOf(paper: Paper): Written {
  return {
    items: paper.items.map(one => one.number), title: paper.text.title ?? '', situation: paper.text.situation ?? '', causes: paper.text.causes ?? '',
    advice: paper.text.advice ?? '', destination: paper.destination?.code, vehicle: paper.vehicle?.code, unit: paper.unit ?? undefined,
    coUnits: paper.coUnits, issue: paper.askedIssue ? String(paper.askedIssue) : '', declared: false,
  }
}

function inputOf(written: Written): OpinionPaperInput {
  const { items, title, situation, causes, advice, destination, vehicle, unit, coUnits, issue } = written
  return {
    items, title, situation: situation ?? '', causes: causes ?? '', advice: advice ?? '', destination: destination ?? null, vehicle: vehicle ?? null,
    unit: unit ?? null, coUnits: coUnits ?? [], issue: Number(issue) || null,
  }
}

export function PaperForm({ paper }: { paper: Paper }) {
  const { me: { committee } } = useViewer()
  const { change, running } = useChange()
  const [form] = Form.useForm<Written>()
  // What one sees when it is opened is what one changes, whatever others do meanwhile.
  const [version, setVersion] = useState(paper.version)
  const [kept, setKept] = useState(false)
  const choosing = useAsked('OpinionForm', {}).data?.opinionForm
  const destination = Form.useWatch('destination', form)
  const to = choosing?.destinations.find(one => one.code === destination)
  const save = async (written: Written) => {
    const { declared, ...rest } = written
    const result = await change('SaveOpinionPaper', { committee, number: paper.number, version, notClassified: declared, input: inputOf({ ...rest, declared }) })
    if (!result?.paper) return null
    setVersion(result.paper.version)
    setKept(true)
    return result.paper
  }
  const handUp = async () => {
    const saved = await form.validateFields().then(save, () => null)
    if (saved) await change('HandUpOpinionPaper', { committee, number: saved.number, version: saved.version }, '已送签')
  }
  return (
    <Form form={form} layout="vertical" initialValues={writtenOf(paper)} onValuesChange={() => setKept(false)} onFinish={written => void save(written)}>
      {version < paper.version && !running && (
        <Alert type="warning" showIcon className="gap" title="别人在这期间改过这份编发稿，您写的还在，没有保存" action={<Button onClick={() => setVersion(paper.version)}>看过了，存我写的</Button>} />
      )}
      <Form.Item name="title" label="题目" rules={[{ required: true, whitespace: true, message: '写上题目' }]}><Input maxLength={60} /></Form.Item>
      <Form.Item name="situation" label="情况"><Input.TextArea autoSize={{ minRows: 4 }} /></Form.Item>
      <Form.Item name="causes" label="原因"><Input.TextArea autoSize={{ minRows: 2 }} /></Form.Item>
      <Form.Item name="advice" label="建议"><Input.TextArea autoSize={{ minRows: 3 }} /></Form.Item>
      <Items paper={paper} />
      <Form.Item name="destination" label="送到" extra={to && `依次由${to.posts.map(one => one.name).join('、')}签`}>
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={choosing?.destinations.map(one => ({ value: one.code, label: one.name }))} />
      </Form.Item>
      <Form.Item name="vehicle" label="载体"><Select allowClear showSearch={{ optionFilterProp: 'label' }} options={to?.vehicles.map(one => ({ value: one.code, label: one.name }))} /></Form.Item>
      {to?.unit && <Units />}
      <Form.Item name="issue" label="期号（空着的，签发时接着编）" rules={[{ pattern: /^[1-9][0-9]{0,4}$/, message: '只写数字，如 12' }]}><Input inputMode="numeric" maxLength={5} /></Form.Item>
      <Form.Item name="declared" valuePropName="checked" rules={[{ validator: (_, value) => value ? Promise.resolve() : Promise.reject(new Error('先声明不涉密，再存、再送签')) }]}>
        <Checkbox>我声明：写的不涉及国家秘密</Checkbox>
      </Form.Item>
      <Flex gap="small" wrap>
        <Button type="primary" loading={running} onClick={() => void handUp()}>送签</Button>
        <Button htmlType="submit" loading={running}>存</Button>
        <span role="status">{kept ? '✓ 存好了' : ''}</span>
      </Flex>
    </Form>
  )
}

/** Who is to handle it: units that have an account which acts for them. */
function Units() {
  const units = useAsked('HandlingForm', {}).data?.handlingForm?.units.map(value => ({ value, label: value }))
  return (
    <>
      <Form.Item name="unit" label="承办单位" extra="没有的，先请安全管理员登记：授予“承办单位”的角色"><Select allowClear showSearch={{ optionFilterProp: 'label' }} options={units} /></Form.Item>
      <Form.Item name="coUnits" label="协办单位（可以没有）"><Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={units} /></Form.Item>
    </>
  )
}

/** Of which items it is made: those that it has, and accepted ones that may be added. */
function Items({ paper }: { paper: Paper }) {
  const { me: { committee } } = useViewer()
  const asked = useAsked('OpinionInbox', committee ? { committee, where: { state: 'ACCEPTED' }, first: 100 } : null)
  const free = asked.data?.committee?.opinionInbox?.nodes ?? []
  const options = [...paper.items, ...free].map(one => ({ value: one.number, label: `${one.number} 号 ${one.title ?? ''}` }))
  return (
    <Form.Item name="items" label="由哪些信息编成" rules={[{ required: true, message: '至少一条' }]}>
      <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={options} />
    </Form.Item>
  )
}

interface Asked { asking: 'SIGN' | 'SEND_BACK' | null; onDone: (words: string) => Promise<object | null>; onLeave: () => void }

/** What one says as one signs, if anything; why a paper is given back. */
export function Asking({ asking, onDone, onLeave }: Asked) {
  const [words, setWords] = useState('')
  const [sending, setSending] = useState(false)
  useEffect(() => { if (asking === null) setWords('') }, [asking])
  const label = asking === 'SIGN' ? '签署意见（可以不写）' : '为什么退回，要改什么'
  const done = async () => {
    setSending(true)
    const result = await onDone(words.trim())
    setSending(false)
    if (result) onLeave()
  }
  return (
    <Dialog title={asking === 'SIGN' ? '签' : '退回编辑'} open={asking !== null} onOk={() => void done()} onCancel={() => { if (!sending) onLeave() }} confirmLoading={sending} okButtonProps={{ disabled: asking === 'SEND_BACK' && !words.trim() }} okText={asking === 'SIGN' ? '签' : '退回'} destroyOnHidden>
      <Form layout="vertical">
        <Form.Item label={label}><Input.TextArea aria-label={label} rows={4} maxLength={2000} value={words} onChange={event => setWords(event.target.value)} /></Form.Item>
      </Form>
    </Dialog>
  )
}
