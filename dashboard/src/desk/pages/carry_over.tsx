// 换届: which members go on into the next term; looked at first, then done. The terms stand in the address.
import { useState } from 'react'
import { Alert, Button, Card, Flex, Select } from 'antd'
import { Link } from 'wouter'
import { useAsked } from '../../shared/api'
import { usePlace } from '../../shared/place'
import { daySaid } from '../../shared/said'
import { Choosing } from '../carry_over/choosing'
import { type Everybody, useEverybody } from '../carry_over/everybody'
import type { Going } from '../carry_over/read'
import { type Carried, CarriedShown } from '../carry_over/shown'
import { useChange } from '../change'
import { Shown } from '../list'
import { memberSaid } from '../member_pick'
import { Reason } from '../reason'
import { useViewer } from '../viewer'

interface Term { name: string; firstDay: string | null; lastDay: string | null }

export default function CarryOverPage() {
  const { committee, year } = useViewer()
  const asked = useAsked('RosterWords', committee ? { committee, year } : null)
  return <div className="page"><Shown asked={asked}>{data => <Terms of={data.committee?.terms ?? []} />}</Shown></div>
}

function Terms({ of }: { of: Term[] }) {
  const { told, tell } = usePlace()
  const from = of.find(one => one.name === told.get('from')), to = of.find(one => one.name === told.get('to'))
  const options = of.map(one => ({ value: one.name, label: `${one.name}（${one.firstDay ? daySaid(one.firstDay) : '没有写明'}起，${one.lastDay ? daySaid(one.lastDay) : '没有写明'}止）` }))
  return (
    <>
      <Card size="small" title="一、从哪一届到哪一届">
        <Flex vertical gap="small">
          <Select aria-label="原来的一届" placeholder="原来的一届" value={from?.name ?? null} options={options} onChange={name => tell({ from: name })} />
          <Select aria-label="新的一届" placeholder="新的一届" value={to?.name ?? null} options={options} onChange={name => tell({ to: name })} />
          <p>原来一届的最后一天、新的一届的第一天要先写明：<Link href="/desk/arrangements">本会设置</Link>里的“届次”。</p>
        </Flex>
      </Card>
      {from && to && <Change key={`${from.name} ${to.name}`} from={from} to={to} />}
    </>
  )
}

function Change({ from, to }: { from: Term; to: Term }) {
  const { committee } = useViewer()
  const everybody = useEverybody(committee, from.name)
  const [going, setGoing] = useState<Going>(new Map())
  const [seen, setSeen] = useState<Carried | null>(null)
  const [deciding, setDeciding] = useState(false)
  const [done, setDone] = useState(false)
  const { change, running, refused } = useChange()
  const members = [...going].map(([member, number]) => ({ member, number: number.trim() || null }))
  const choose = (chosen: Going) => { setGoing(chosen); setSeen(null) }
  const send = (dryRun: boolean, reason: string | null) => change('CarryOver', { input: { committee: committee!, fromTerm: from.name, toTerm: to.name, members, dryRun, shown: dryRun ? null : seen?.shown ?? null, reason } })
  const carry = async (reason: string) => {
    const result = await send(false, reason || null)
    if (result) setDone(true)
    return result
  }
  if (done) return <Done to={to} going={going.size} />
  const wrong = refused && whose(refused.field, [...going.keys()], everybody)
  return (
    <>
      <Card size="small" title={`二、${from.name}的哪些委员连任`}><Read everybody={everybody}><Choosing people={everybody.people} lastDay={from.lastDay} going={going} onGoing={choose} /></Read></Card>
      <Card size="small" title="三、先看，再办">
        <Flex gap="small" className="gap"><Button disabled={going.size === 0} loading={running && !deciding} onClick={() => void send(true, null).then(setSeen)}>看会怎样</Button><Button type="primary" disabled={!seen} onClick={() => setDeciding(true)}>办理换届</Button></Flex>
        {refused && <Alert className="gap" type="error" showIcon title={wrong ? `${wrong}：${refused.message}` : refused.message} />}
        {seen && <CarriedShown of={seen} />}
      </Card>
      <Reason title={`办理换届：${going.size} 名连任${to.name}`} label="依据或事由，可以不写" needed={false} warned="办理以后不能一按撤销" open={deciding} onLeave={() => setDeciding(false)} onDone={carry} />
    </>
  )
}

function Read({ everybody: { people, total, error, again }, children }: { everybody: Everybody; children: React.ReactNode }) {
  if (error) return <Alert type="error" showIcon title={error} action={<Button onClick={again}>再试一次</Button>} />
  if (total === null || people.length < total) return <p role="status">正在读名册……{total !== null && `${people.length}／${total}`}</p>
  return children
}

/** Whom a refusal speaks of: `members[3].number` is the fourth of those who go on. */
function whose(field: string | undefined, ids: string[], { people }: Everybody): string | null {
  const at = field?.match(/^members\[(\d+)\]/)?.[1]
  const one = at === undefined ? undefined : people.find(person => person.id === ids[Number(at)])
  return one ? memberSaid(one) : null
}

function Done({ to, going }: { to: Term; going: number }) {
  return <Alert type="success" showIcon title={`已办理：${going} 名委员连任${to.name}`} description={<>没有连任的，任职到届满那天。身份等要重新定的，在<Link href={`/desk/people?term=${encodeURIComponent(to.name)}`}>{to.name}的名册</Link>里写上；新任的，在那里录入，或者<Link href="/desk/import?of=members">导入名册</Link>。</>} />
}
