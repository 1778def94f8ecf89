// 解释 (履19): how the committee understands a rule or the deadline; it stands beside it and changes no points.
import { useState } from 'react'
import { Alert, Button, Card, Form, Input, Select, Tag } from 'antd'
import { type Data, useAsked } from '../../shared/api'
import { timeSaid } from '../../shared/said'
import { useChange } from '../change'
import { Shown } from '../list'
import { Reason } from '../reason'
import { useViewer } from '../viewer'

type Found = NonNullable<Data<'Interpretations'>['committee']>
type Rule = NonNullable<NonNullable<Found['ruleSet']>['nodes']>[number]

export function Interpretations() {
  const { committee, year, may } = useViewer()
  const { change } = useChange()
  const [leaving, setLeaving] = useState<number | null>(null)
  const asked = useAsked('Interpretations', committee ? { committee, year } : null)
  const found = asked.data?.committee
  const rules = found?.ruleSet?.nodes ?? []
  const titles = new Map(rules.map(one => [one.code, one.title]))
  return (
    <div className="page">
      <Card size="small" title={`${year} 年的解释`}>
        <p>办法没有写明的，由委员工作委员会解释（履19）。解释显示在得分的说明旁边，不改变得分；要改变得分，改办法。</p>
        <Shown asked={asked}>
          {() => (found?.interpretations?.length ?? 0) === 0 ? <Alert type="info" title={`${year} 年还没有解释`} /> : (
            <ul className="rows">
              {found?.interpretations?.map(one => (
                <li key={one.number}>
                  <Tag>{one.code ? `${one.code} ${titles.get(one.code) ?? ''}` : '录入的期限'}</Tag>
                  <span className="said">{one.text}</span>
                  <span className="when">{one.author} {timeSaid(one.writtenAt)}</span>
                  {one.withdrawnAt ? <Tag>{timeSaid(one.withdrawnAt)} 撤回</Tag> : may('publish') && <Button size="small" onClick={() => setLeaving(one.number)}>撤回</Button>}
                </li>
              ))}
            </ul>
          )}
        </Shown>
      </Card>
      {may('publish') && <Writing rules={rules} />}
      <Reason
        title="撤回解释" label="为什么撤回" needed open={leaving !== null} onLeave={() => setLeaving(null)}
        onDone={async reason => leaving === null ? null : change('WithdrawInterpretation', { committee, number: leaving, reason }, '已撤回')}
      />
    </div>
  )
}

function Writing({ rules }: { rules: Rule[] }) {
  const { committee, year } = useViewer()
  const { change, running, refused } = useChange()
  const [form] = Form.useForm<{ code?: string; text: string }>()
  const keep = async ({ code, text }: { code?: string; text: string }) => {
    if (await change('InterpretRule', { committee, year, code: code ?? null, text: text.trim() }, '解释已写上')) form.resetFields()
  }
  return (
    <Card size="small" title="写一条解释">
      <Form form={form} layout="vertical" onFinish={written => void keep(written)}>
        <Form.Item name="code" label="哪一条规则" extra="不选，就是录入的期限"><Select allowClear showSearch={{ optionFilterProp: 'label' }} options={rules.map(one => ({ value: one.code, label: `${one.code} ${one.title}` }))} /></Form.Item>
        <Form.Item name="text" label="怎么理解" extra="1 到 1,000 个字，不写姓名、电话" rules={[{ required: true, whitespace: true, message: '写上怎么理解' }]}><Input.TextArea rows={3} maxLength={1000} showCount /></Form.Item>
        {refused && <Alert type="error" showIcon title={refused.message} className="gap" />}
        <Button type="primary" htmlType="submit" loading={running}>写上</Button>
      </Form>
    </Card>
  )
}
