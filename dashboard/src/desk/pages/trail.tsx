// 操作记录: the lines of the trail, the newest first; which are shown stands in the address. And whether it is whole.
import { useState } from 'react'
import { Alert, Button, Card, Descriptions, Input, Select } from 'antd'
import dayjs from 'dayjs'
import { ask, type Data, Refused, useAsked } from '../../shared/api'
import { pageOf, usePlace } from '../../shared/place'
import { looksLikePhone, timeSaid } from '../../shared/said'
import { Day } from '../day'
import { Listing, Pager, Shown, SIZE } from '../list'
import { useViewer } from '../viewer'

type Line = NonNullable<Data<'Trail'>['trail']>['nodes'][number]
type Check = NonNullable<Data<'VerifyTrail'>['verifyTrail']>

const FIRST = { after: null, before: null }
const CHANNELS: Record<string, string> = { web: '网上', command: '命令行', system: '程序自己' }

export default function TrailPage() {
  const { me } = useViewer()
  const { told } = usePlace()
  const whole = (name: string) => Number(told.get(name)) || null
  const where = {
    since: told.get('since'), until: told.get('until'), action: told.get('action'), entity: told.get('entity'), number: whole('number'),
    actor: whole('actor'), department: told.get('department'), account: whole('about'), member: told.get('member'),
  }
  const asked = useAsked('Trail', { committee: me.committee, where, ...pageOf(told, SIZE) })
  const list = asked.data?.trail
  return (
    <div className="page">
      <Whole />
      <Card size="small" title="操作记录">
        <Filters />
        <Shown asked={asked}>{() => null}</Shown>
        <Listing<Line>
          rowKey="number" dataSource={list?.nodes ?? []} loading={asked.loading}
          locale={{ emptyText: '没有符合的操作记录：放宽上面的条件' }}
          expandable={{ expandedRowRender: line => <Details of={line} />, rowExpandable: line => line.details.length > 0, columnTitle: '改前改后' }}
          columns={[
            { title: '时间', key: 'at', render: (_, line) => timeSaid(line.at) },
            { title: '谁', key: 'actor', render: (_, line) => [line.actor, line.department].filter(Boolean).join(' · ') },
            { title: '做了什么', dataIndex: 'actionSaid' },
            { title: '对什么', key: 'about', render: (_, line) => `${line.entitySaid} ${line.entityNumber}${line.named ? `（${line.named}）` : ''}` },
            { title: '为什么', key: 'reason', className: 'words', render: (_, line) => line.reason ?? '' },
            { title: '从哪里', key: 'channel', render: (_, line) => CHANNELS[line.channel] ?? line.channel },
            { title: '第几条', dataIndex: 'place', className: 'number' },
          ]}
        />
        <Pager info={list?.pageInfo} total={list?.totalCount} />
      </Card>
    </div>
  )
}

function Filters() {
  const { me } = useViewer()
  const { told, tell } = usePlace()
  const words = useAsked('TrailWords', { committee: me.committee }).data?.trailWords
  const kind = (name: 'action' | 'entity', label: string, of: { code: string; said: string }[]) => (
    <Select aria-label={label} allowClear placeholder={`不论${label}`} showSearch={{ optionFilterProp: 'label' }} value={told.get(name)} options={of.map(one => ({ value: one.code, label: one.said }))} onChange={chosen => tell({ [name]: chosen, ...FIRST })} />
  )
  const written = (name: string, label: string, number = false) => (
    <Input
      key={`${name} ${told.get(name)}`} aria-label={label} placeholder={label} allowClear defaultValue={told.get(name) ?? ''} inputMode={number ? 'numeric' : 'text'}
      onBlur={event => say(name, label, event.target.value, number)} onPressEnter={event => say(name, label, event.currentTarget.value, number)} onClear={() => say(name, label, '', number)}
    />
  )
  const [wrong, setWrong] = useState<{ name: string; why: string } | null>(null)
  const say = (name: string, label: string, value: string, number: boolean) => {
    const said = value.trim()
    const why = looksLikePhone(said) ? '不按手机号找：按编号' : number && !/^\d*$/.test(said) ? `“${label}”只写数字` : null
    setWrong(before => why ? { name, why } : before?.name === name ? null : before)
    if (!why && said !== (told.get(name) ?? '')) tell({ [name]: said, ...FIRST })
  }
  const day = (name: string, label: string) => (
    <Day aria-label={label} placeholder={label} value={told.get(name) ? dayjs(told.get(name)) : null} onChange={chosen => tell({ [name]: dayjs.isDayjs(chosen) ? chosen.format('YYYY-MM-DD') : null, ...FIRST })} />
  )
  return (
    <>
      <div className="filters" role="search">
        {day('since', '从哪天起')}
        {day('until', '到哪天为止')}
        {kind('action', '做了什么', words?.actions ?? [])}
        {kind('entity', '对什么', words?.entities ?? [])}
        {written('number', '对哪一个，编号', true)}
        {written('actor', '谁做的，账号编号', true)}
        {written('department', '代表哪个部门')}
        {written('about', '关于谁，账号编号', true)}
        {written('member', '关于谁，委员编号')}
      </div>
      {wrong && <Alert className="gap" type="warning" showIcon title={wrong.why} />}
    </>
  )
}

function Details({ of }: { of: Line }) {
  return (
    <Descriptions
      column={1} size="small" bordered
      items={of.details.map(one => ({ key: one.name, label: one.name, children: <span className="long">{one.before === one.after ? one.after : `${one.before ?? '没有'} → ${one.after ?? '没有'}`}</span> }))}
    />
  )
}

/** Asked when somebody wants to know: it looks through all lines. */
function Whole() {
  const { me } = useViewer()
  const [running, setRunning] = useState(false)
  const [found, setFound] = useState<{ check?: Check; refused?: string }>({})
  const look = async () => {
    setRunning(true)
    try {
      const { verifyTrail } = await ask('VerifyTrail', { committee: me.committee })
      setFound(verifyTrail ? { check: verifyTrail } : {})
    } catch (error) {
      setFound({ refused: error instanceof Refused ? error.message : '没有核对成，请再试一次' })
    } finally {
      setRunning(false)
    }
  }
  return (
    <Card size="small" title="有没有人动过" extra={<Button loading={running} onClick={() => void look()}>现在核对</Button>}>
      {found.refused && <Alert type="error" showIcon title={found.refused} />}
      {found.check ? <Checked of={found.check} /> : !found.refused && <p>每一条都盖着章，一条接一条：改了、少了、插进来的，核对就知道。</p>}
    </Card>
  )
}

function Checked({ of }: { of: Check }) {
  const lines = `核对了 ${of.lines} 条${of.former ? `，成链以前的 ${of.former} 条` : ''}`
  const unproved = of.unproved ? `；其中 ${of.unproved} 条是换下来的密钥盖的，只核对了次序` : ''
  const shipped = of.shipped === null ? '没有设置定时送到另一处' : `已送到另一处的到第 ${of.shipped} 条`
  return of.whole
    ? <Alert type="success" showIcon title={`完整：${lines}${unproved}`} description={<span className="long">{of.last && `末条 ${timeSaid(of.last)}，章 ${of.proof.slice(0, 16)}；`}{shipped}</span>} />
    : <Alert type="error" showIcon title={`有毛病：${lines}`} description={<><ul>{of.faults.map(one => <li key={one}>{one}</li>)}</ul>{of.more > 0 && <p>还有 {of.more} 处</p>}<p>先不要改什么：请告诉管服务器的人，与另存的对照。{shipped}。</p></>} />
}
