// A first draft from a text that somebody hands in: chosen as a file, or pasted.
import { useState } from 'react'
import { Alert, Button, Drawer, Form, Input } from 'antd'
import { useLocation } from 'wouter'
import { useChange } from '../change'
import { useViewer } from '../viewer'

interface Written { text: string; file?: string; document?: string }

export function NewDraft() {
  const { committee, year } = useViewer()
  const [open, setOpen] = useState(false)
  const [form] = Form.useForm<Written>()
  const { change, running, refused } = useChange()
  const [, go] = useLocation()
  const keep = async ({ text, file, document }: Written) => {
    const rules = { text, file: file?.trim() || null }
    const kept = await change('DraftRuleSet', { input: { committee, rules, document: document?.trim() || null } }, '已存为草稿，不影响记分')
    if (kept?.version) go(`/desk/rules/${encodeURIComponent(kept.version.id)}?year=${year}`)
  }
  const take = async (file: File | undefined) => {
    if (file) form.setFieldsValue({ text: await file.text(), file: file.name })
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}>交来一份文本</Button>
      <Drawer title="交来一份文本，存为草稿" open={open} size={640} onClose={() => setOpen(false)}>
        <p>多数时候不用这样做：打开生效的一版，改几条，或复制到下一年。这里收整份的规则文件（YAML）。</p>
        <Form form={form} layout="vertical" onFinish={written => void keep(written)}>
          <Form.Item label="文件" htmlFor="rule-file"><input id="rule-file" type="file" accept=".yaml,.yml" onChange={event => void take(event.target.files?.[0])} /></Form.Item>
          <Form.Item name="text" label="文本" rules={[{ required: true, whitespace: true, message: '选一个文件，或把文本粘贴在这里' }]}><Input.TextArea className="code" rows={16} spellCheck={false} /></Form.Item>
          <Form.Item name="file" label="文件名" extra="不写为 办法.yaml"><Input maxLength={200} /></Form.Item>
          <Form.Item name="document" label="依据的文件" extra="如文号；没有就不写"><Input maxLength={200} /></Form.Item>
          {refused && <Alert type="error" showIcon title={refused.message} className="gap" />}
          <Button type="primary" htmlType="submit" loading={running}>存为草稿</Button>
        </Form>
      </Drawer>
    </>
  )
}
