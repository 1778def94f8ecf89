// What may not be held: all of an item is taken away. Its number is written once more, since nothing brings it back.
import { useState } from 'react'
import { Alert, Button, Form, Input, Select } from 'antd'
import { useAsked } from '../shared/api'
import { useChange } from './change'
import { Dialog } from './dialog'
import { useViewer } from './viewer'

interface Asked { reason: string; number: string }

export function Purge({ number }: { number: number }) {
  const { committee } = useViewer()
  const [asking, setAsking] = useState(false)
  const [form] = Form.useForm<Asked>()
  const { change, running } = useChange()
  const choosing = useAsked('OpinionForm', {})
  const done = async ({ reason }: Asked) => {
    if (await change('PurgeOpinion', { committee, number, reason }, '已清除')) setAsking(false)
  }
  return (
    <>
      <p><Button danger onClick={() => setAsking(true)}>发现涉密，清除</Button></p>
      <Dialog title={`清除第 ${number} 号信息`} open={asking} onOk={form.submit} onCancel={() => setAsking(false)} confirmLoading={running} okText="清除" okButtonProps={{ danger: true }} destroyOnHidden>
        <Alert className="gap" type="warning" title="稿子、附件、写的话都删去，不能恢复；同样的文件在别处的也删去。备份、已经发出的要另外处理。" />
        <Form form={form} layout="vertical" preserve={false} onFinish={asked => void done(asked)}>
          <Form.Item name="reason" label="为什么清除" rules={[{ required: true, message: '选一项理由' }]}>
            <Select showSearch={{ optionFilterProp: 'label' }} options={choosing.data?.opinionForm.purges.map(one => ({ value: one.code, label: one.name }))} />
          </Form.Item>
          <Form.Item name="number" label="再写一遍编号" rules={[{ required: true, pattern: new RegExp(`^\\s*${number}\\s*$`), message: `写 ${number}` }]}>
            <Input inputMode="numeric" autoComplete="off" />
          </Form.Item>
        </Form>
      </Dialog>
    </>
  )
}
