// 签到: the code on the screen and who arrives, as it happens; then the list is put right and confirmed (履6).
import { useEffect, useState } from 'react'
import { Alert, Button, Card, Descriptions, Flex, InputNumber, Popconfirm, Result, Statistic, Tag } from 'antd'
import { useLocation, useParams } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import { useLive } from '../../shared/live'
import { usePlace } from '../../shared/place'
import { daySaid, timeSaid } from '../../shared/said'
import { ArrivedLists, listOf } from '../check_in_lists'
import { OpenCheckIn } from '../check_in_open'
import { useChange } from '../change'
import { Shown } from '../list'
import { enters } from '../theirs'
import { useViewer } from '../viewer'

export type CheckIn = NonNullable<Data<'CheckIn'>['checkIn']>

const STATES = { OPEN: { said: '签到开着', colour: 'green' }, CLOSED: { said: '已关闭，等确认', colour: 'gold' }, CONFIRMED: { said: '名单已确认', colour: 'geekblue' } } as const
const SOONEST = 2000, LATEST = 15000

export default function CheckInPage() {
  const record = decodeURIComponent(useParams<{ record: string }>().record ?? '')
  const of = useAsked('CheckInOf', { record })
  const { told } = usePlace()
  const occasion = of.data?.node?.__typename === 'Record' ? of.data.node : null
  const theirs = occasion !== null && enters(occasion)
  const asked = useAsked('CheckIn', theirs ? { record, [listOf(told)]: told.get('after') } : null)
  const checkIn = asked.data?.checkIn
  useLive('CheckInArrivals', checkIn?.state === 'OPEN' ? { record } : null, asked.again)
  useEffect(() => {
    if (checkIn?.state !== 'OPEN' || asked.loading) return undefined
    const left = checkIn.code ? Date.parse(checkIn.code.expiresAt) - Date.now() : LATEST
    // After each answer, be it a failure: a code that was not to be had once is asked for anew, and none is broken off.
    const timer = setTimeout(asked.again, Math.min(Math.max(left, SOONEST), LATEST))
    return () => clearTimeout(timer)
  }, [checkIn, asked.loading, asked.again])
  return (
    <div className="page">
      <Shown asked={of}>{() => occasion ? <Back record={record} title={`${occasion.kind} · ${occasion.title || occasion.number}，${daySaid(occasion.day)}`} /> : <Result status="404" title="没有这次会议活动，或者不归您看" />}</Shown>
      {occasion && !theirs && <Alert type="info" showIcon title="签到由录入这次会议活动的部门办：谁到了，他们看得到" />}
      {theirs && occasion && (
        <Shown asked={asked}>
          {() => checkIn ? <Running record={record} checkIn={checkIn} /> : <OpenCheckIn record={record} expected={occasion.partCount} />}
        </Shown>
      )}
    </div>
  )
}

function Back({ record, title }: { record: string; title: string }) {
  const [, go] = useLocation()
  const { year } = useViewer()
  return <Flex gap="small" align="center" wrap><Button onClick={() => go(`/desk/occasions?year=${year}&record=${encodeURIComponent(record)}`)}>回到记录</Button><strong>{title}</strong></Flex>
}

function Running({ record, checkIn }: { record: string; checkIn: CheckIn }) {
  const [changing, setChanging] = useState(false)
  const state = STATES[checkIn.state]
  const here = checkIn.arrivals?.totalCount ?? 0
  return (
    <>
      <Card size="small" title={<Tag color={state.colour}>{state.said}</Tag>} extra={<Steps record={record} checkIn={checkIn} onChange={() => setChanging(true)} />}>
        <div className="hall">
          {checkIn.code && <img className="scan" alt="签到码，用手机扫" src={`data:image/svg+xml,${encodeURIComponent(standing(checkIn.code.svg))}`} />}
          <div className="page">
            <div className="tiles" role="status" aria-label="到了几人">
              <Statistic title="到了" value={here} suffix={`/ 应到 ${checkIn.expected}`} />
              <Statistic title="没有到" value={checkIn.missing?.totalCount ?? 0} suffix="名" />
              <Statistic title="要核对" value={checkIn.flagged?.totalCount ?? 0} suffix="名" />
              <Statistic title="不在名单里" value={checkIn.guests?.totalCount ?? 0} suffix="名" />
            </div>
            <Descriptions
              column={1} size="small"
              items={[
                { key: 'when', label: '时间', children: `${timeSaid(checkIn.from)} 到 ${timeSaid(checkIn.until)}` },
                { key: 'late', label: '迟到', children: checkIn.lateFrom ? `${timeSaid(checkIn.lateFrom)} 以后扫码的` : '不算' },
                ...(checkIn.number ? [{ key: 'number', label: '在会场里念的数字', children: <strong>{checkIn.number}</strong> }] : []),
              ]}
            />
            {checkIn.state === 'OPEN' && !checkIn.code && <Alert type="info" title="现在没有码：还没有到开始的时间，或者已经过了结束的时间" />}
            {checkIn.state === 'OPEN' && <a href={`/hall/${encodeURIComponent(record)}`} target="_blank" rel="noreferrer">只有码的大屏页面，投到会场</a>}
          </div>
        </div>
      </Card>
      <ArrivedLists record={record} checkIn={checkIn} />
      {changing && <OpenCheckIn record={record} expected={checkIn.expected} checkIn={checkIn} onDone={() => setChanging(false)} />}
    </>
  )
}

function Steps({ record, checkIn, onChange }: { record: string; checkIn: CheckIn; onChange: () => void }) {
  const { change, running } = useChange()
  if (checkIn.state === 'CONFIRMED') return null
  return (
    <Flex gap="small" wrap>
      <Button onClick={onChange}>{checkIn.state === 'OPEN' ? '改时间' : '再开'}</Button>
      {checkIn.state === 'OPEN' && <Popconfirm title="关闭以后不能再扫码签到" okText="关闭" cancelText="再等等" onConfirm={() => void change('CloseCheckIn', { record }, '签到已关闭')}><Button loading={running}>关闭签到</Button></Popconfirm>}
      {checkIn.state === 'CLOSED' && <Confirm record={record} checkIn={checkIn} />}
    </Flex>
  )
}

function Confirm({ record, checkIn }: { record: string; checkIn: CheckIn }) {
  const { change, running } = useChange()
  const [halfDays, setHalfDays] = useState<number | null>(null)
  return (
    <Popconfirm
      title={`到了 ${checkIn.arrivals?.totalCount ?? 0} 名，没有到 ${checkIn.missing?.totalCount ?? 0} 名：写进记录`} okText="确认" cancelText="再看看"
      description={<Flex vertical gap="small"><span>记半天的（全会、学习培训）才写：签到的人算到了几个半天；写 0 的，半天数以后另写</span><InputNumber aria-label="算到了几个半天" min={0} max={100} precision={0} value={halfDays} onChange={setHalfDays} /></Flex>}
      onConfirm={() => void change('ConfirmCheckIn', { record, version: checkIn.version, halfDays }, '名单已确认，写进了记录')}
    >
      <Button type="primary" loading={running}>确认名单</Button>
    </Popconfirm>
  )
}

/** The element as a document of its own, as an image has to be. */
function standing(svg: string): string {
  return svg.includes('xmlns=') ? svg : svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"')
}
