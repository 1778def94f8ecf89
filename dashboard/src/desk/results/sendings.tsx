// To whom a bulletin was sent, when and as what: written down first, then the file for outside can be had.
import { useState } from 'react'
import type { Dayjs } from 'dayjs'
import { Alert, Button, Card, Checkbox, Drawer, Form, Input, Select } from 'antd'
import type { BulletinFile, BulletinLayout } from '../../shared/operations'
import { daySaid, timeSaid } from '../../shared/said'
import { useChange } from '../change'
import { Day } from '../day'
import { Listing } from '../list'
import { useViewer } from '../viewer'
import { LAYOUTS } from '../words'
import type { Bulletin } from './bulletins'

const FILES: Record<BulletinFile, string> = { PDF: 'PDF', DOCX: 'Word', XLSX: 'Excel' }

interface Written { recipient: string; layout: BulletinLayout; file: BulletinFile; day: Dayjs; employer?: boolean }

export function Sendings({ of, again }: { of: Bulletin; again: () => void }) {
  const { may } = useViewer()
  const [open, setOpen] = useState(false)
  return (
    <Card size="small" title="寄送" extra={may('close') && <Button type="primary" size="small" onClick={() => setOpen(true)}>记一次寄送</Button>}>
      <Listing
        rowKey="number" size="small" dataSource={of.sendings}
        locale={{ emptyText: '还没有寄给谁。先记下寄给谁，再取给他的那一份：没有水印' }}
        columns={[
          { title: '寄给', key: 'recipient', className: 'words', render: (_, one) => `${one.recipient}${one.employer ? '（所在单位，只有本单位的委员）' : ''}` },
          { title: '日期', dataIndex: 'day', render: daySaid },
          { title: '文件', key: 'file', render: (_, one) => {
            const called = `${LAYOUTS[one.layout]} ${FILES[one.file]}`
            return may('close') ? <a href={`/bulletin-sendings/${one.number}`} download aria-label={`取寄给${one.recipient}的${called}`}>{called}</a> : called
          } },
          { title: '记录', key: 'noted', render: (_, one) => `${one.notedBy} ${timeSaid(one.notedAt)}` },
        ]}
      />
      <Sending of={of} open={open} onLeave={() => setOpen(false)} again={again} />
    </Card>
  )
}

function Sending({ of, open, onLeave, again }: { of: Bulletin; open: boolean; onLeave: () => void; again: () => void }) {
  const { committee } = useViewer()
  const { change, running, refused } = useChange()
  const [form] = Form.useForm<Written>()
  const send = async ({ employer, day, ...written }: Written) => {
    const told = { ...written, day: day.format('YYYY-MM-DD'), employer: Boolean(employer) }
    if (await change('SendBulletin', { committee, number: of.number, ...told }, '已记下，可以取文件了')) {
      form.resetFields()
      again()
      onLeave()
    }
  }
  return (
    <Drawer title="记一次寄送" open={open} size={480} onClose={onLeave} forceRender>
      <Form form={form} layout="vertical" onFinish={written => void send(written)} initialValues={{ layout: 'OFFICIAL', file: 'PDF' }}>
        <Form.Item name="recipient" label="寄给谁" rules={[{ required: true, whitespace: true, message: '写寄给谁' }]}><Input maxLength={60} placeholder="如 中共舟山市委组织部" /></Form.Item>
        <Form.Item name="employer" valuePropName="checked" extra="照名册里“单位”的写法写；一览表里只有本单位的委员"><Checkbox>委员的所在单位</Checkbox></Form.Item>
        <Form.Item name="layout" label="版式"><Select options={Object.entries(LAYOUTS).map(([value, label]) => ({ value, label }))} /></Form.Item>
        <Form.Item name="file" label="文件"><Select options={Object.entries(FILES).map(([value, label]) => ({ value, label }))} /></Form.Item>
        <Form.Item name="day" label="哪一天寄的" rules={[{ required: true, message: '写哪一天' }]}><Day className="wide" /></Form.Item>
        {refused && <Alert type="error" showIcon title={refused.message} className="gap" />}
        <Button type="primary" htmlType="submit" loading={running}>记下</Button>
      </Form>
    </Drawer>
  )
}
