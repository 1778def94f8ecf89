// The first step of a sample: which archived records are on the list, how many that is, and the list is frozen.
import { useState } from 'react'
import { Alert, Button, Card, DatePicker, Flex, Form, Popconfirm, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { useAsked } from '../shared/api'
import type { SampleFrameInput } from '../shared/operations'
import { useChange } from './change'
import { Shown } from './list'
import { useViewer } from './viewer'

const DESCRIBED = ['组织者', '联系专委会']

interface Written { kinds?: string[]; departments?: string[]; days?: [Dayjs | null, Dayjs | null] | null }

export function Frame({ onFrozen }: { onFrozen: (number: number) => void }) {
  const { committee, year } = useViewer()
  const { change, running } = useChange()
  const [written, setWritten] = useState<Written>({})
  const kinds = useAsked('Kinds', committee ? { committee, year } : null).data?.committee?.kinds ?? []
  // Those that the catalogue describes are no departments: who organised something is written in.
  const departments = [...new Set(kinds.flatMap(kind => kind.departments.map(one => one.department)))].filter(one => !DESCRIBED.includes(one))
  const frame: SampleFrameInput = {
    year, kinds: written.kinds?.length ? written.kinds : null, departments: written.departments?.length ? written.departments : null,
    since: written.days?.[0]?.format('YYYY-MM-DD') ?? null, until: written.days?.[1]?.format('YYYY-MM-DD') ?? null,
  }
  const asked = useAsked('SampleProposal', committee ? { committee, frame } : null)
  const proposal = asked.data?.committee?.sampleProposal
  const freeze = async () => {
    const result = await change('FreezeSample', { committee, frame }, '名单已冻结，哈希已公布')
    if (result?.sample) onFrozen(result.sample.number)
  }
  return (
    <Card size="small" title={`新的抽查：${year} 年度已归档的记录`}>
      <Form layout="vertical" onValuesChange={(_, all: Written) => setWritten(all)}>
        <Flex gap="middle" wrap>
          <Form.Item name="kinds" label="种类" className="choice"><Select mode="multiple" allowClear maxCount={50} placeholder="全部种类" options={kinds.map(one => ({ value: one.name, label: one.name }))} /></Form.Item>
          <Form.Item name="departments" label="哪些部门录入的" className="choice"><Select mode="tags" allowClear maxCount={50} placeholder="全部部门；没有列出的可以写" options={departments.map(value => ({ value, label: value }))} /></Form.Item>
          <Form.Item name="days" label="日期"><DatePicker.RangePicker allowEmpty={[true, true]} /></Form.Item>
        </Flex>
      </Form>
      <Shown asked={asked}>
        {() => proposal && (proposal.records === 0
          ? <Alert type="info" title="没有这样的已归档的记录：审核通过以后归档，才在名单里" />
          : <Alert type="info" title={`现在共 ${proposal.records} 条，建议抽 ${proposal.proposed} 条`} description="5 % 的记录有问题时，至少抽到一条有问题的把握是 95 %" />)}
      </Shown>
      <div className="pager">
        <Popconfirm title="冻结以后名单不能再改，它的哈希随即公布" okText="冻结" cancelText="再看看" onConfirm={() => void freeze()}>
          <Button type="primary" loading={running} disabled={!proposal?.records}>冻结名单</Button>
        </Popconfirm>
      </div>
    </Card>
  )
}
