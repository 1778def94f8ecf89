// 放假、调休: the working days of a year, by which deadlines are counted (履6).
import { useState } from 'react'
import { Alert, Button, Card, Checkbox, Form, Input, InputNumber } from 'antd'
import type { Data } from '../../shared/api'
import { useChange } from '../change'
import { Dialog } from '../dialog'
import { Listing } from '../list'
import { useViewer } from '../viewer'
import { daysOf, linesOf } from './days'

type Year = NonNullable<NonNullable<Data<'Arrangements'>['committee']>['workdays']>[number]
interface Written { year: number; daysOff: string; workdays?: string; source: string; againstKnown?: boolean }

const NEW: Year = { year: new Date().getFullYear() + 1, daysOff: [], workdays: [], source: '' }

export function Workdays({ of, onDone }: { of: Year[]; onDone: () => void }) {
  const [changed, setChanged] = useState<Year | null>(null)
  return (
    <Card size="small" title="放假、调休" extra={<Button onClick={() => setChanged(NEW)}>写入一年</Button>}>
      <p>录入的期限按工作日算。程序已知道国务院办公厅公布过的年份；新的一年公布以后，程序还没有更新的，在这里写入。</p>
      <Listing<Year>
        rowKey="year" size="small" dataSource={of} locale={{ emptyText: '没有写入的年份：都照程序知道的' }}
        columns={[
          { title: '年份', dataIndex: 'year' },
          { title: '放假', key: 'off', className: 'stretches', render: (_, one) => linesOf(one.daysOff) },
          { title: '调休上班', key: 'work', className: 'stretches', render: (_, one) => linesOf(one.workdays) || '没有' },
          { title: '依据', dataIndex: 'source' },
          { title: '', key: 'change', render: (_, one) => <Button size="small" aria-label={`改：${one.year} 年`} onClick={() => setChanged(one)}>改</Button> },
        ]}
      />
      {changed && <YearForm of={changed} onLeave={done => { setChanged(null); if (done) onDone() }} />}
    </Card>
  )
}

function YearForm({ of, onLeave }: { of: Year; onLeave: (done: boolean) => void }) {
  const { committee } = useViewer()
  const { change, running, refused } = useChange()
  const [form] = Form.useForm<Written>()
  const readable = (_: unknown, written?: string) => {
    try {
      daysOf(written ?? '', form.getFieldValue('year') as number)
      return Promise.resolve()
    } catch (error) {
      return Promise.reject(error as Error)
    }
  }
  const save = async ({ year, daysOff, workdays, source, againstKnown }: Written) => {
    const given = { committee, year, daysOff: daysOf(daysOff, year), workdays: daysOf(workdays ?? '', year), source: source.trim(), againstKnown: againstKnown ?? false }
    if (await change('ArrangeWorkdays', given, '已写入，期限已重算')) onLeave(true)
  }
  const fresh = of.source === ''
  return (
    <Dialog title={fresh ? '写入一年的放假、调休' : `改 ${of.year} 年的放假、调休`} open okText="保存" confirmLoading={running} onCancel={() => onLeave(false)} okButtonProps={{ htmlType: 'submit', form: 'year-arranged' }} destroyOnHidden>
      {refused && <Alert className="gap" type="error" showIcon title={refused.message} />}
      <Form id="year-arranged" form={form} layout="vertical" initialValues={{ year: of.year, daysOff: linesOf(of.daysOff), workdays: linesOf(of.workdays), source: of.source }} onFinish={written => void save(written)}>
        <Form.Item name="year" label="年份" rules={[{ required: true, message: '写上年份' }]}><InputNumber min={2004} max={2200} disabled={!fresh} className="wide" /></Form.Item>
        <Form.Item name="daysOff" label="全部放假的日子" extra="照通知写，一行一段：2月5日至11日。元旦、五一、国庆不能漏" rules={[{ required: true, whitespace: true, message: '写上放假的日子' }, { validator: readable }]}><Input.TextArea rows={7} /></Form.Item>
        <Form.Item name="workdays" label="调休上班的星期六、星期日" extra="一行一天：1月31日；没有的不写" rules={[{ validator: readable }]}><Input.TextArea rows={4} /></Form.Item>
        <Form.Item name="source" label="依据的文件" extra="如 国办发明电〔2026〕7号" rules={[{ required: true, whitespace: true, message: '写上依据的文件' }]}><Input maxLength={200} /></Form.Item>
        {refused?.code === 'CONFLICT' && <Form.Item name="againstKnown" valuePropName="checked"><Checkbox>已核对文件，就照这里写的</Checkbox></Form.Item>}
      </Form>
    </Dialog>
  )
}
