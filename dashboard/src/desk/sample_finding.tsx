// What was found of one record that was drawn. What is refused keeps the form.
import { Form, Input, Radio } from 'antd'
import type { SampleCure } from '../shared/operations'
import { useChange } from './change'
import { Dialog } from './dialog'
import type { Drawn } from './sample'
import { useViewer } from './viewer'

interface Written { fault: boolean; what?: string; cure?: SampleCure }
interface Given { sample: number; drawn: Drawn; onLeave: () => void }

export function Finding({ sample, drawn, onLeave }: Given) {
  const { committee } = useViewer()
  const { change, running } = useChange()
  const [form] = Form.useForm<Written>()
  const fault = Form.useWatch('fault', form)
  const write = async (written: Written) => {
    const finding = { record: drawn.record!.id, version: drawn.finding?.version ?? 0, fault: written.fault, what: written.fault ? written.what!.trim() : null, cure: written.fault ? written.cure! : null }
    if (await change('RecordFinding', { committee, number: sample, finding }, '结果已写下')) onLeave()
  }
  return (
    <Dialog title={`检查结果：${drawn.record?.title || drawn.kind}`} open okText="写下" confirmLoading={running} onCancel={onLeave} onOk={() => form.submit()}>
      <Form form={form} layout="vertical" onFinish={written => void write(written)} initialValues={{ fault: drawn.finding?.fault, what: drawn.finding?.what ?? undefined, cure: drawn.finding?.cure ?? undefined }}>
        <Form.Item name="fault" label="有没有问题" rules={[{ required: true, message: '选一项' }]}>
          <Radio.Group options={[{ value: false, label: '没有问题' }, { value: true, label: '有问题' }]} />
        </Form.Item>
        {fault && (
          <>
            <Form.Item name="what" label="什么问题" extra="不写姓名、电话号码、身份证号" rules={[{ required: true, whitespace: true, message: '写什么问题' }]}><Input.TextArea rows={3} maxLength={500} /></Form.Item>
            <Form.Item name="cure" label="怎样改" rules={[{ required: true, message: '选一项' }]}>
              <Radio.Group options={[{ value: 'RETURN', label: '退回改正' }, { value: 'COUNTER_ENTRY', label: '冲正：另记一笔，原来的还看得见' }]} />
            </Form.Item>
          </>
        )}
      </Form>
    </Dialog>
  )
}
