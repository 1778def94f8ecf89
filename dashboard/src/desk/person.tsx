// A member in a drawer: the particulars, who changed what, and what may be done with them (履4).
import { useState } from 'react'
import { Alert, Button, Descriptions, Drawer, Flex, Timeline } from 'antd'
import { Link } from 'wouter'
import { type Data, useAsked } from '../shared/api'
import type { MemberAction } from '../shared/operations'
import { usePlace } from '../shared/place'
import { daySaid, timeSaid } from '../shared/said'
import type { Described } from './attributes'
import { Shown } from './list'
import { PersonForm } from './person_form'
import { Office } from './person_office'
import { useViewer } from './viewer'

export type Person = Extract<NonNullable<Data<'Person'>['node']>, { __typename: 'Member' }>
type Step = NonNullable<Person['history']>['nodes'][number]

const DONE: Record<MemberAction, string> = {
  ADD: '录入', CHANGE: '更新', LEAVE: '办理离任', ASK_EXIT: '提出退出', CANCEL_EXIT: '取消退出', EXIT: '确认退出，个人信息已删除', FORGET: '销毁密钥',
}

export function PersonDrawer({ attributes }: { attributes: Described[] }) {
  const { told, tell } = usePlace()
  const id = told.get('person')
  const asked = useAsked('Person', id ? { id } : null)
  const found = asked.data?.node?.__typename === 'Member' ? asked.data.node : null
  return (
    <Drawer title={found && found.id === id ? `${found.name}（${found.number}）` : '委员'} open={Boolean(id)} size={640} onClose={() => tell({ person: null })} destroyOnHidden>
      <Shown asked={asked}>
        {() => found?.id === id ? <Card person={found!} attributes={attributes} /> : asked.loading ? null : <Alert type="warning" title="没有这名委员，或者不归您看" />}
      </Shown>
    </Drawer>
  )
}

function Card({ person, attributes }: { person: Person; attributes: Described[] }) {
  const { may, year } = useViewer()
  const [changing, setChanging] = useState(false)
  return (
    <div className="page">
      <Flex gap="small" wrap>
        {(may('enrol') || may('keep')) && !person.exited && <Button type="primary" onClick={() => setChanging(true)}>更新</Button>}
        {may('enrol') && !person.exited && <Office person={person} />}
        <Link asChild href={`/desk/member/${encodeURIComponent(person.number)}?year=${year}`}><Button>{year} 年度得分</Button></Link>
      </Flex>
      {person.exitAskedAt && <Alert type="warning" showIcon title={`${timeSaid(person.exitAskedAt)} 提出了退出`} description="由提出以外的另一人确认；没有另一人的，过 7 天可以由提出的人确认。确认以后删除个人信息，不能恢复" />}
      {person.exited && <Alert type="info" showIcon title="已经退出：个人信息已删除，编号、记录、得分留着" />}
      <Descriptions
        column={1} size="small" bordered
        items={[
          { key: 'number', label: '编号', children: person.number },
          { key: 'term', label: '届次', children: person.term },
          { key: 'first', label: '任职起', children: person.firstDay ? daySaid(person.firstDay) : '本届开始' },
          { key: 'last', label: '任职止', children: person.lastDay ? daySaid(person.lastDay) : '本届结束' },
          ...(person.attributes ?? []).map(one => ({ key: `a.${one.name}`, label: one.name, children: one.value })),
          { key: 'phone', label: '电话', children: '加密保存，这里不显示；要改的，在“更新”里写新的' },
        ]}
      />
      <p><small>各项是记分年度末（已离任的为离任时）那天的；从以后哪天起变动的，看“改过什么”。</small></p>
      <section aria-label="改过什么">
        <h3>改过什么</h3>
        <History steps={person.history?.nodes ?? []} />
        {(person.history?.totalCount ?? 0) > (person.history?.nodes.length ?? 0) && <p>只列最近 {person.history?.nodes.length} 次</p>}
      </section>
      {changing && <PersonForm person={person} attributes={attributes} terms={[]} onLeave={() => setChanging(false)} />}
    </div>
  )
}

export function History({ steps }: { steps: Step[] }) {
  if (steps.length === 0) return <p>没有改动的记录</p>
  return <Timeline items={steps.map(one => ({ content: <><div>{timeSaid(one.at)} {one.department ? `${one.department} ` : ''}{one.actor} {DONE[one.action]}{one.reason ? `：${one.reason}` : ''}</div>{one.changes.map(told => <div key={told.name + told.since}><small>{changeSaid(told)}</small></div>)}</> }))} />
}

function changeSaid({ name, since, before, after }: Step['changes'][number]): string {
  const from = since ? `（${daySaid(since)}起）` : ''
  if (!before && !after) return `${name}${from}：改了`
  return `${name}${from}：${before ?? '没有'} → ${after ?? '没有'}`
}
