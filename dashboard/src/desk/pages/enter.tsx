// 录入: an occasion with who took part, or a work with its authors. What is refused keeps the form as it is.
import { useState } from 'react'
import { Alert, Button, Card, Flex, Form, Input, InputNumber, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { useLocation, useParams } from 'wouter'
import { useAsked } from '../../shared/api'
import type { RecordStage } from '../../shared/operations'
import { AttributeFields, type Filled, given, owned } from '../attributes'
import { useChange } from '../change'
import { Day } from '../day'
import { Expected } from '../expected'
import { Shown } from '../list'
import { alike, Pasted, type Person } from '../pasted'
import { useViewer } from '../viewer'

interface Written { kind: string; title: string; day: Dayjs; number?: string; attributes?: Filled; outsiders?: number; lateReason?: string }

export default function EnterPage() {
  const { committee, year, may } = useViewer()
  const { form: told } = useParams<{ form: string }>()
  const work = told === 'work'
  const [form] = Form.useForm<Written>()
  const [people, setPeople] = useState<Person[]>([])
  const [stage, setStage] = useState<RecordStage>('SUBMITTED')
  const { change, running } = useChange()
  const [, go] = useLocation()
  const catalogue = useAsked('Kinds', committee ? { committee, year } : null)
  const kinds = catalogue.data?.committee?.kinds ?? []
  const chosen = Form.useWatch('kind', form)
  const kind = kinds.find(one => one.name === chosen)
  const day = Form.useWatch('day', form)
  const written = Form.useWatch([], form) as Written | undefined

  const common = (written: Written) => ({
    committee, year, kind: written.kind, title: written.title?.trim() ?? '', day: written.day.format('YYYY-MM-DD'), number: written.number?.trim() || null,
    attributes: given(written.attributes), upTo: stage, lateReason: written.lateReason?.trim() || null,
  })
  const workOf = (written: Written) => ({
    ...common(written), authors: [...people.map(one => ({ member: one.id, attributes: one.attributes })), ...Array.from({ length: written.outsiders ?? 0 }, () => ({}))],
  })
  const occasionOf = (written: Written) => ({ ...common(written), participants: alike(people) })
  // Before it has a title, and whatever it may lack of what only an entry needs.
  const drafted = written?.kind && written.day && people.length > 0 ? { ...written, title: written.title?.trim() || '试算', lateReason: '' } : null

  const enter = async (written: Written) => {
    const result = work
      ? await change('EnterWork', { input: workOf(written) }, '已录入')
      : await change('EnterOccasion', { input: occasionOf(written) }, '已录入')
    if (result?.record) go(`/desk/${work ? 'works' : 'occasions'}?year=${year}&record=${result.record.id}`)
  }

  return (
    <Form form={form} layout="vertical" className="page" onFinish={written => void enter(written)}>
      <Card size="small" title={work ? '作品' : '会议、活动、培训'}>
        <Shown asked={catalogue}>{() => kinds.length === 0 && <Alert type="warning" showIcon title={`${year} 年度没有可录入的种类：这一年还没有生效的办法，请在右上换一个年度`} />}</Shown>
        <Form.Item name="kind" label="种类" rules={[{ required: true, message: '选一个种类' }]} extra={kind && `${kind.article} · 由 ${kind.departments.map(one => one.department).join('、')} 录入`}>
          <Select autoFocus showSearch={{ optionFilterProp: 'label' }} options={kinds.filter(one => (one.form === 'WORK') === work).map(one => ({ value: one.name, label: one.name }))} />
        </Form.Item>
        <Form.Item name="title" label="题目" rules={[{ required: true, whitespace: true, message: '写上题目' }]}><Input maxLength={500} showCount /></Form.Item>
        <Flex gap="middle" wrap>
          <Form.Item name="day" label={kind?.date ?? '日期'} rules={[{ required: true, message: '写上日期' }]} extra="几天的写第一天"><Day /></Form.Item>
          <Form.Item name="number" label="编号" extra="不写则自动编"><Input maxLength={100} /></Form.Item>
          {work && <Form.Item name="outsiders" label="排在后面、不是委员的作者"><InputNumber min={0} max={100} precision={0} /></Form.Item>}
        </Flex>
        <AttributeFields of={owned(kind, work ? 'WORK' : 'OCCASION')} under="attributes" />
      </Card>
      <Card size="small" title={work ? '作者，按署名的次序' : '委员名单'}>
        <Pasted day={day ? day.format('YYYY-MM-DD') : null} people={people} statuses={!work} onPeople={setPeople} />
        <Expected occasion={drafted && !work ? occasionOf(drafted) : null} work={drafted && work ? workOf(drafted) : null} />
      </Card>
      <Card size="small">
        <Form.Item name="lateReason" label="补录的原因" extra="过了录入期限（活动结束后 5 个工作日）才写，必写；不写姓名、电话"><Input maxLength={500} /></Form.Item>
        {work && people.length === 0 && <Alert type="info" title="作品要有作者：把姓名粘贴在上面" />}
        <Flex gap="small">
          <Button type="primary" htmlType="submit" loading={running} onClick={() => setStage('SUBMITTED')}>提交审核</Button>
          {may('review') && <Button htmlType="submit" loading={running} onClick={() => setStage('APPROVED')}>提交并通过</Button>}
          <Button htmlType="submit" loading={running} onClick={() => setStage('DRAFT')}>存为草稿</Button>
        </Flex>
      </Card>
    </Form>
  )
}
