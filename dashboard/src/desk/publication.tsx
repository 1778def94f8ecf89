// Whether an item is published (议14), and what the Office does about it: withholds it for a reason, puts it back.
import { useState } from 'react'
import { Button, Form, Select } from 'antd'
import { type Data, useAsked } from '../shared/api'
import { daySaid } from '../shared/said'
import { useChange } from './change'
import { Dialog } from './dialog'
import { useViewer } from './viewer'

type Item = NonNullable<Data<'OwnOpinion'>['opinion']>

export function Publication({ one }: { one: Item }) {
  const { committee } = useViewer()
  const { change, running } = useChange()
  const [asking, setAsking] = useState(false)
  const [form] = Form.useForm<{ reason: string }>()
  const choosing = useAsked('OpinionForm', {}).data?.opinionForm
  const at = { committee, number: one.number, version: one.version }
  const can = (action: Item['availableActions'][number]) => one.availableActions.includes(action)
  const withhold = async ({ reason }: { reason: string }) => {
    if (await change('WithholdOpinion', { ...at, reason }, '已不公开')) setAsking(false)
  }
  return (
    <section aria-label="公开">
      <h3>公开</h3>
      <p>{one.published ? <a href={`/desk/published?number=${one.published}`}>已在系统内公开</a> : one.withheldAt ? `办公室 ${daySaid(one.withheldAt)}定了不公开` : one.open ? '没有公开：采用了、同一份里都同意公开的才公开' : '作者不同意公开'}</p>
      <p>
        {can('WITHHOLD') && <Button onClick={() => setAsking(true)}>不公开</Button>}
        {can('PUT_BACK') && <Button loading={running} onClick={() => void change('PutBackOpinion', at, '已恢复，照规则公开')}>恢复公开</Button>}
      </p>
      <Dialog title={`不公开第 ${one.number} 号信息`} open={asking} onOk={form.submit} onCancel={() => setAsking(false)} confirmLoading={running} okText="不公开" destroyOnHidden>
        <Form form={form} layout="vertical" preserve={false} onFinish={asked => void withhold(asked)}>
          <Form.Item name="reason" label="为什么不公开" extra="作者看得到" rules={[{ required: true, message: '选一项理由' }]}>
            <Select showSearch={{ optionFilterProp: 'label' }} options={choosing?.withholdings.map(each => ({ value: each.code, label: each.name }))} />
          </Form.Item>
        </Form>
      </Dialog>
    </section>
  )
}
