// From when until when people may sign in; until the list is confirmed it may be opened anew.
import { useState } from 'react'
import { Alert, Button, Card, Flex, Form, Input } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { timeSaid } from '../shared/said'
import { useChange } from './change'
import { Day } from './day'
import type { CheckIn } from './pages/check_in'

interface Written { from: Dayjs; until: Dayjs; lateFrom?: Dayjs | null; number?: string }
interface Given { record: string; expected: number; checkIn?: CheckIn; onDone?: () => void }

export function OpenCheckIn({ record, expected, checkIn, onDone }: Given) {
  const { change, running } = useChange()
  const [seen] = useState(checkIn?.timesVersion ?? null)
  const start = {
    from: checkIn ? dayjs(checkIn.from) : dayjs(), until: checkIn ? dayjs(checkIn.until) : dayjs().add(2, 'hour'),
    lateFrom: checkIn?.lateFrom ? dayjs(checkIn.lateFrom) : null, number: checkIn?.number ?? '',
  }
  const open = async ({ from, until, lateFrom, number }: Written) => {
    const input = { record, from: from.toISOString(), until: until.toISOString(), lateFrom: lateFrom?.toISOString() ?? null, number: number?.trim() || null, place: null, timesVersion: seen }
    if (await change('OpenCheckIn', { input }, '签到开了')) onDone?.()
  }
  return (
    <Card size="small" title={checkIn ? '改签到的时间' : '开签到'}>
      {!checkIn && <Alert type="info" title={`名单里应到 ${expected} 名`} description="应到的人先录入在记录里，状态写“缺席”，请了假的写“请假”；到了的，确认名单时改为“出席”" />}
      {checkIn && checkIn.timesVersion !== seen && (
        <Alert type="warning" showIcon role="alert" title="其间有人开过、关过签到，或改过时间" description={`现在是 ${timeSaid(checkIn.from)} 到 ${timeSaid(checkIn.until)}，${checkIn.state === 'OPEN' ? '开着' : '已关闭'}；还要改的，按“不改”，再点开重新写`} />
      )}
      <Form layout="vertical" initialValues={start} onFinish={written => void open(written as Written)}>
        <Flex gap="middle" wrap>
          <Form.Item name="from" label="从什么时候可以签" rules={[{ required: true, message: '写时间' }]}><Day showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" /></Form.Item>
          <Form.Item name="until" label="到什么时候为止" extra="最多 24 小时" rules={[{ required: true, message: '写时间' }]}><Day showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" /></Form.Item>
          <Form.Item name="lateFrom" label="从什么时候起算迟到" extra="不写为不算"><Day showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" /></Form.Item>
          <Form.Item name="number" label="在会场里念的两位数字" extra="写了的，签到时要填" rules={[{ pattern: /^\d{2}$/, message: '两位数字' }]}><Input maxLength={2} inputMode="numeric" /></Form.Item>
        </Flex>
        <Flex gap="small"><Button type="primary" htmlType="submit" loading={running}>{checkIn ? '保存' : '开签到'}</Button>{onDone && <Button onClick={onDone}>不改</Button>}</Flex>
      </Form>
    </Card>
  )
}
