// 社情民意信息通报 (议11, 13): what was signed, as files; the Office signs a quarter or a year that is over.
import { useState } from 'react'
import { Button, Card, Form, Input, InputNumber, Select } from 'antd'
import { type Data, useAsked } from '../shared/api'
import { daySaid, timeSaid } from '../shared/said'
import { useChange } from './change'
import { Dialog } from './dialog'
import { Listing, Shown } from './list'
import { useViewer } from './viewer'
import { OUTCOMES } from './words'

type Bulletin = NonNullable<Data<'OpinionBulletins'>['opinionBulletins']>[number]

const FILES = [['official.pdf', '公文 PDF'], ['official.docx', '公文 Word'], ['brief.pdf', '简报 PDF'], ['brief.docx', '简报 Word'], ['official.xlsx', '表格']] as const
const YEAR = 0

export function OpinionBulletins() {
  const { may } = useViewer()
  const asked = useAsked('OpinionBulletins', {})
  return (
    <Card size="small" title="信息通报" extra={may('review_opinions') && <Sign />}>
      <Shown asked={asked}>
        {({ opinionBulletins }) => (
          <Listing<Bulletin>
            rowKey="number" size="small" dataSource={opinionBulletins ?? []} loading={asked.loading} locale={{ emptyText: '还没有签发过：一季、一年完了，由办公室签发' }}
            columns={[
              { title: '哪一段', key: 'period', render: (_, one) => `${daySaid(one.firstDay)}到${daySaid(one.lastDay)}` },
              { title: '发文字号', dataIndex: 'documentNumber' }, { title: '期数', dataIndex: 'issue', className: 'number' },
              { title: '收到、签发、采用', key: 'total', render: (_, { total }) => `${total.received}、${total.issued}、${total.adopted}` },
              { title: '上期以后补记的', key: 'late', render: (_, one) => one.late.map(each => `${each.item} 号${daySaid(each.day)}${each.level}${OUTCOMES[each.outcome]}`).join('；') },
              { title: '签发', key: 'signed', render: (_, one) => `${one.signedBy} ${timeSaid(one.signedAt)}` },
              { title: '文件', key: 'files', render: (_, one) => FILES.map(([file, said]) => <Button key={file} type="link" size="small" href={`/opinion-bulletins/${one.number}/${file}`} aria-label={`${said}，${one.documentNumber}`}>{said}</Button>) },
            ]}
          />
        )}
      </Shown>
    </Card>
  )
}

interface Written { year: number; quarter: number; documentNumber: string; issue: number }

function Sign() {
  const { committee } = useViewer()
  const [asking, setAsking] = useState(false)
  const [form] = Form.useForm<Written>()
  const { change, running } = useChange()
  const done = async ({ quarter, ...given }: Written) => {
    if (await change('SignOpinionBulletin', { committee, ...given, quarter: quarter === YEAR ? null : quarter }, '已签发，以后不变')) setAsking(false)
  }
  return (
    <>
      <Button onClick={() => setAsking(true)}>签发通报</Button>
      <Dialog title="签发信息通报" open={asking} onOk={form.submit} onCancel={() => setAsking(false)} confirmLoading={running} okText="签发" destroyOnHidden>
        <p>照现在的数存下，签发以后不再改；补记的写进下一期。</p>
        <Form id="sign-opinion-bulletin" form={form} layout="vertical" preserve={false} initialValues={{ year: new Date().getFullYear(), quarter: YEAR }} onFinish={written => void done(written)}>
          <Form.Item name="year" label="哪一年" rules={[{ required: true, message: '写哪一年' }]}><InputNumber min={2000} max={2100} /></Form.Item>
          <Form.Item name="quarter" label="哪一季"><Select options={[{ value: YEAR, label: '全年' }, ...[1, 2, 3, 4].map(value => ({ value, label: `第${'一二三四'[value - 1]}季` }))]} /></Form.Item>
          <Form.Item name="documentNumber" label="发文字号" rules={[{ required: true, whitespace: true, message: '写发文字号' }]}><Input maxLength={40} /></Form.Item>
          <Form.Item name="issue" label="简报的期数" rules={[{ required: true, message: '写第几期' }]}><InputNumber min={1} max={9999} precision={0} /></Form.Item>
        </Form>
      </Dialog>
    </>
  )
}
