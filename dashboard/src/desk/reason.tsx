// Asks in words why, before something is done that has to say so.
import { useState } from 'react'
import { Form, Input, Modal } from 'antd'

interface Given { title: string; label: string; needed: boolean; open: boolean; onDone: (words: string) => void; onLeave: () => void }

export function Reason({ title, label, needed, open, onDone, onLeave }: Given) {
  const [words, setWords] = useState('')
  const written = words.trim()
  const done = () => { if (!needed || written) { onDone(written); setWords('') } }
  return (
    <Modal title={title} open={open} onOk={done} onCancel={onLeave} okButtonProps={{ disabled: needed && !written }} okText="确定" destroyOnHidden>
      <Form layout="vertical">
        <Form.Item label={label} extra="不写姓名、电话，最多 500 个字">
          <Input.TextArea aria-label={label} value={words} maxLength={500} rows={4} autoFocus onChange={event => setWords(event.target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
