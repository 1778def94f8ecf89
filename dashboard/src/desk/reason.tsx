// Asks in words why, before something is done that has to say so.
import { useState } from 'react'
import { Alert, Form, Input } from 'antd'
import { Dialog } from './dialog'

interface Given {
  title: string
  label: string
  needed: boolean
  /** What one should know before it is done. */
  warned?: string | undefined
  open: boolean
  /** Does it; what came of it, or null where it was refused: the words then stay, to be sent again. */
  onDone: (words: string) => Promise<object | null>
  onLeave: () => void
}

export function Reason({ title, label, needed, warned, open, onDone, onLeave }: Given) {
  const [words, setWords] = useState('')
  const [sending, setSending] = useState(false)
  const written = words.trim()
  const leave = () => { setWords(''); onLeave() }
  const done = async () => {
    setSending(true)
    const result = await onDone(written)
    setSending(false)
    if (result) leave()
  }
  return (
    <Dialog title={title} open={open} onOk={() => void done()} onCancel={() => { if (!sending) leave() }} confirmLoading={sending} okButtonProps={{ disabled: needed && !written }} okText="确定" destroyOnHidden>
      {warned && <Alert className="gap" type="warning" showIcon title={warned} />}
      <Form layout="vertical">
        <Form.Item label={label} extra="不写姓名、电话，最多 500 个字">
          <Input.TextArea aria-label={label} value={words} maxLength={500} rows={4} onChange={event => setWords(event.target.value)} />
        </Form.Item>
      </Form>
    </Dialog>
  )
}
