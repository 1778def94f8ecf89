// 审签职务: who signs by which post on which days, and who stands in; noted by whoever gives roles.
import { useState } from 'react'
import { Alert, Button, Card, Checkbox, Form, Input, Select, Tag } from 'antd'
import type { Dayjs } from 'dayjs'
import { type Data, useAsked } from '../../shared/api'
import { daySaid } from '../../shared/said'
import { useChange } from '../change'
import { Day } from '../day'
import { Dialog } from '../dialog'
import { Listing, Shown } from '../list'
import { Reason } from '../reason'
import { useViewer } from '../viewer'

type Row = NonNullable<Data<'Posts'>['posts']>[number]
const SIGNS = '签批领导'

export default function PostsPage() {
  const { me: { committee } } = useViewer()
  const { change } = useChange()
  const [appointing, setAppointing] = useState(false)
  const [ending, setEnding] = useState<Row | null>(null)
  const asked = useAsked('Posts', {})
  const form = useAsked('OpinionForm', {})
  const posts = asked.data?.posts ?? []
  const vacant = form.data?.opinionForm.posts.filter(post => !posts.some(one => one.current && one.post.code === post.code)) ?? []
  return (
    <div className="page">
      <Card size="small" title="审签职务" extra={<Button type="primary" onClick={() => setAppointing(true)}>登记</Button>}>
        <p>编发稿由担任职务的人依次签：哪一天由谁签，看这里。出差、请假的，登记代签。</p>
        {asked.data && vacant.length > 0 && <Alert className="gap" type="warning" showIcon title={`今天没有人担任：${vacant.map(one => one.name).join('、')}。轮到的编发稿签不了`} />}
        <Shown asked={asked}>
          {() => (
            <Listing<Row>
              rowKey="number" dataSource={posts} loading={asked.loading} locale={{ emptyText: '还没有登记' }}
              columns={[
                { title: '职务', key: 'post', render: (_, one) => one.post.name },
                { title: '姓名', key: 'name', render: (_, one) => <>{one.name}{one.insteadOf && `（代${one.insteadOf}）`}</> },
                { title: '从', key: 'first', render: (_, one) => daySaid(one.firstDay) },
                { title: '到', key: 'last', render: (_, one) => one.lastDay && daySaid(one.lastDay) },
                { title: '今天', key: 'current', render: (_, one) => one.current && <Tag color="green">由他签</Tag> },
                { title: '登记', dataIndex: 'notedBy' },
                { title: '', key: 'end', render: (_, one) => !one.over && <Button size="small" aria-label={`结束${one.post.name} ${one.name}`} onClick={() => setEnding(one)}>结束</Button> },
              ]}
            />
          )}
        </Shown>
      </Card>
      {appointing && <Appointing onLeave={() => setAppointing(false)} />}
      <Reason title={ending ? `从今天起不再由${ending.name}签` : ''} label="为什么（可以不写）" needed={false} open={ending !== null} onLeave={() => setEnding(null)} onDone={async words => ending && change('EndPost', { committee, number: ending.number, reason: words || null }, '已结束')} />
    </div>
  )
}

interface Written { post: string; account: number; firstDay?: Dayjs; lastDay?: Dayjs; standsIn?: boolean; reason?: string }

function Appointing({ onLeave }: { onLeave: () => void }) {
  const { me: { committee } } = useViewer()
  const { change, running } = useChange()
  const [form] = Form.useForm<Written>()
  const standsIn = Form.useWatch('standsIn', form)
  const choosing = useAsked('OpinionForm', {}).data?.opinionForm
  const accounts = useAsked('Accounts', { committee, where: { role: SIGNS, state: 'ACTIVE' }, first: 100 }).data?.accounts?.nodes
  const done = async ({ post, account, firstDay, lastDay, reason, standsIn: instead }: Written) => {
    const days = { firstDay: firstDay?.format('YYYY-MM-DD') ?? null, lastDay: lastDay?.format('YYYY-MM-DD') ?? null }
    if (await change('Appoint', { committee, input: { post, account, ...days, standsIn: instead ?? false }, reason: reason?.trim() || null }, '已登记')) onLeave()
  }
  return (
    <Dialog title="登记谁担任、谁代签" open onOk={form.submit} onCancel={onLeave} confirmLoading={running} okText="登记">
      <Form form={form} layout="vertical" onFinish={written => void done(written)}>
        <Form.Item name="post" label="职务" rules={[{ required: true, message: '选一个职务' }]}><Select showSearch={{ optionFilterProp: 'label' }} options={choosing?.posts.map(one => ({ value: one.code, label: one.name }))} /></Form.Item>
        <Form.Item name="account" label="谁" extra={`有“${SIGNS}”角色的账号`} rules={[{ required: true, message: '选一个人' }]}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={accounts?.map(one => ({ value: one.number, label: one.realName }))} />
        </Form.Item>
        <Form.Item name="standsIn" valuePropName="checked"><Checkbox>代签：这些天代担任的人签，本人不签</Checkbox></Form.Item>
        <Form.Item name="firstDay" label="从哪天起（不写为今天）"><Day className="wide" /></Form.Item>
        <Form.Item name="lastDay" label={standsIn ? '到哪天为止' : '到哪天为止（可以不写）'} rules={[{ required: standsIn, message: '代签要写到哪天' }]}><Day className="wide" /></Form.Item>
        <Form.Item name="reason" label="为什么（可以不写，如 出差）"><Input maxLength={500} /></Form.Item>
      </Form>
    </Dialog>
  )
}
