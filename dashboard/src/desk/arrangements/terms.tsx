// 届次: from when to when each term is.
import { useState } from 'react'
import { Alert, Button, Card, Form, Input } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import type { Data } from '../../shared/api'
import { daySaid } from '../../shared/said'
import { useChange } from '../change'
import { Day } from '../day'
import { Dialog } from '../dialog'
import { Listing } from '../list'
import { useViewer } from '../viewer'

type Term = NonNullable<Data<'Arrangements'>['committee']>['terms'][number]
interface Written { term: string; firstDay?: Dayjs | null; lastDay?: Dayjs | null; reason?: string }

const NEW: Term = { name: '', firstDay: null, lastDay: null }

export function Terms({ of, onDone }: { of: Term[]; onDone: () => void }) {
  const [changed, setChanged] = useState<Term | null>(null)
  return (
    <Card size="small" title="届次" extra={<Button onClick={() => setChanged(NEW)}>加一届</Button>}>
      <Listing<Term>
        rowKey="name" size="small" dataSource={of} locale={{ emptyText: '还没有届次：加上本届，再录入、导入委员' }}
        columns={[
          { title: '届次', dataIndex: 'name' },
          { title: '第一天', key: 'first', render: (_, one) => one.firstDay ? daySaid(one.firstDay) : '没有写明' },
          { title: '最后一天', key: 'last', render: (_, one) => one.lastDay ? daySaid(one.lastDay) : '没有写明' },
          { title: '', key: 'change', render: (_, one) => <Button size="small" aria-label={`改日期：${one.name}`} onClick={() => setChanged(one)}>改日期</Button> },
        ]}
      />
      {changed && <TermForm of={changed} onLeave={done => { setChanged(null); if (done) onDone() }} />}
    </Card>
  )
}

function TermForm({ of, onLeave }: { of: Term; onLeave: (done: boolean) => void }) {
  const { committee } = useViewer()
  const { change, running, refused } = useChange()
  const [form] = Form.useForm<Written>()
  const save = async ({ term, firstDay, lastDay, reason }: Written) => {
    const given = { committee, term: term.trim(), firstDay: firstDay?.format('YYYY-MM-DD') ?? null, lastDay: lastDay?.format('YYYY-MM-DD') ?? null, reason: reason?.trim() || null }
    if (await change('SetTerm', given, '已设定')) onLeave(true)
  }
  return (
    <Dialog title={of.name ? `改日期：${of.name}` : '加一届'} open okText="保存" confirmLoading={running} onCancel={() => onLeave(false)} okButtonProps={{ htmlType: 'submit', form: 'term-days' }} destroyOnHidden>
      {refused && <Alert className="gap" type="error" showIcon title={refused.message} />}
      <Form id="term-days" form={form} layout="vertical" initialValues={{ term: of.name, firstDay: of.firstDay && dayjs(of.firstDay), lastDay: of.lastDay && dayjs(of.lastDay) }} onFinish={written => void save(written)}>
        <Form.Item name="term" label="届次" rules={[{ required: true, whitespace: true, message: '写上届次，如 第九届' }]}><Input maxLength={40} disabled={Boolean(of.name)} autoFocus={!of.name} /></Form.Item>
        <Form.Item name="firstDay" label="第一天" extra="不写，算没有限制"><Day className="wide" /></Form.Item>
        <Form.Item name="lastDay" label="最后一天" extra="不写，算没有限制；各届的日期不能重叠。改了日期，没有关账的年份重新记分"><Day className="wide" /></Form.Item>
        <Form.Item name="reason" label="依据或事由" extra="可以不写；不写姓名、电话"><Input maxLength={500} /></Form.Item>
      </Form>
    </Dialog>
  )
}
