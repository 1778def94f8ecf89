// Names as they stand in a chat or on a sheet: pasted, read by the server, and asked about where two are called alike.
import { useEffect, useRef, useState } from 'react'
import { Alert, Button, Flex, Input, type RefSelectProps, Select, Tag } from 'antd'
import type { TextAreaRef } from 'antd/es/input/TextArea'
import { ask, type Data, Refused } from '../shared/api'
import { Listing } from './list'
import { MemberPick, memberSaid } from './member_pick'
import { useViewer } from './viewer'

type Read = NonNullable<NonNullable<Data<'NamesRead'>['committee']>['namesRead']>[number]

export interface Person { id: string; name: string; number: string; attributes: { name: string; value: string }[] }

const STATUSES = ['出席', '请假', '缺席', '列席']

interface Given { day: string | null; people: Person[]; statuses: boolean; onPeople: (people: Person[]) => void }

/** `statuses`: whether each has one, as at an occasion; authors of a work have their order instead. */
export function Pasted({ day, people, statuses, onPeople }: Given) {
  const { committee, year } = useViewer()
  const [text, setText] = useState('')
  const [asking, setAsking] = useState<Read[]>([])
  const [refused, setRefused] = useState('')
  const box = useRef<TextAreaRef>(null)
  const [leftOut, setLeftOut] = useState<string[]>([])
  const add = (more: Person[]) => onPeople([...people, ...more.filter(one => !people.some(other => other.id === one.id))])
  const read = async () => {
    try {
      const lines = (await ask('NamesRead', { committee, year, text, day })).committee?.namesRead ?? []
      add(lines.flatMap(line => line.reading === 'FOUND' && line.member ? [{ ...line.member, attributes: line.attributes }] : []))
      const open = lines.filter(line => line.reading !== 'FOUND' && line.reading !== 'REPEATED' && line.reading !== 'OUTSIDE')
      setAsking(before => [...before, ...open])
      const left = lines.filter(line => line.reading === 'REPEATED' || line.reading === 'OUTSIDE').map(line => line.written)
      setLeftOut(left)
      setRefused('')
      setText('')
    } catch (error) {
      setRefused(error instanceof Refused ? error.message : '没有读成，请再试一次')
    }
  }
  const leave = (line: Read) => {
    setAsking(asking.filter(one => one !== line))
    if (asking.length === 1) box.current?.focus()
  }
  const settle = (line: Read, id: string) => {
    const member = line.candidates.map(one => one.member).concat(line.nearest.map(one => ({ ...one, attributes: [] }))).find(one => one.id === id)
    if (member) add([{ id: member.id, name: member.name, number: member.number, attributes: line.attributes }])
    leave(line)
  }
  return (
    <div className="page">
      <Input.TextArea
        ref={box} aria-label="粘贴姓名" rows={4} value={text} onChange={event => setText(event.target.value)}
        placeholder="一行一名，或用顿号、逗号隔开；可以写情况，如：王海波（请假）。Ctrl-回车加入"
        onKeyDown={event => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); void read() } }}
      />
      <Flex gap="small"><Button disabled={!text.trim()} onClick={() => void read()}>加入名单</Button></Flex>
      <MemberPick onPicked={({ id, name, number }) => add([{ id, name, number, attributes: [] }])} />
      {leftOut.length > 0 && <Alert type="info" closable onClose={() => setLeftOut([])} title={`没有加入：${leftOut.join('、')}（前面已有，或者写明不是委员）`} />}
      {refused && <Alert type="error" showIcon title={refused} />}
      {asking.map((line, at) => <Question first={at === 0} key={`${line.line} ${line.written}`} line={line} onSettled={id => settle(line, id)} onLeft={() => leave(line)} />)}
      <Listing<Person>
        size="small" rowKey="id" dataSource={people} scroll={{ y: 360 }} locale={{ emptyText: '还没有人：把姓名粘贴在上面，或者一名一名加' }}
        columns={[
          { title: statuses ? '序' : '署名', key: 'place', width: 64, render: (_, __, at) => at + 1 },
          { title: '姓名', key: 'name', render: (_, one) => memberSaid(one) },
          ...(statuses ? [{ title: '状态', key: 'status', render: (_: unknown, one: Person) => <Status of={one} onChange={changed => onPeople(people.map(other => other.id === one.id ? changed : other))} /> }] : []),
          { title: '其他情况', key: 'more', render: (_, one) => one.attributes.filter(x => x.name !== '状态').map(x => `${x.name}：${x.value}`).join('；') },
          { title: '', key: 'out', width: 80, render: (_, one) => <Button size="small" onClick={() => onPeople(people.filter(other => other.id !== one.id))}>去掉</Button> },
        ]}
      />
    </div>
  )
}

function Question({ line, first, onSettled, onLeft }: { line: Read; first: boolean; onSettled: (id: string) => void; onLeft: () => void }) {
  const choice = useRef<RefSelectProps>(null), leave = useRef<HTMLButtonElement>(null)
  // One after the other: whoever writes names goes on without reaching for the mouse.
  useEffect(() => { if (first) (choice.current ?? leave.current)?.focus() }, [first])
  const choices = [
    ...line.candidates.map(one => ({ value: one.member.id, label: `${one.written} ${one.member.number}` })),
    ...line.nearest.map(one => ({ value: one.id, label: `是不是 ${memberSaid(one)}` })),
  ]
  return (
    <Alert
      type="warning" showIcon title={`第 ${line.line} 行 ${line.written}：${line.message ?? '要选一位'}`}
      description={<Flex gap="small" wrap>{choices.length > 0 && <Select ref={choice} showSearch={{ optionFilterProp: 'label' }} aria-label={`${line.written}是哪一位`} className="choice" placeholder="选一位" options={choices} onChange={onSettled} />}<Button ref={leave} onClick={onLeft}>不加</Button></Flex>}
    />
  )
}

function Status({ of, onChange }: { of: Person; onChange: (changed: Person) => void }) {
  const status = of.attributes.find(one => one.name === '状态')?.value ?? '出席'
  const rest = of.attributes.filter(one => one.name !== '状态')
  if (!STATUSES.includes(status)) return <Tag>{status}</Tag>
  return <Select size="small" aria-label={`${of.name}的状态`} value={status} options={STATUSES.map(value => ({ value, label: value }))} onChange={value => onChange({ ...of, attributes: [...rest, { name: '状态', value }] })} />
}

/** Those with the same attributes together, as the server takes them. */
export function alike(people: Person[]): { members: string[]; attributes: { name: string; value: string }[] }[] {
  const groups = new Map<string, { members: string[]; attributes: { name: string; value: string }[] }>()
  for (const { id, attributes } of people) {
    const key = JSON.stringify(attributes)
    const group = groups.get(key) ?? { members: [], attributes }
    group.members.push(id)
    groups.set(key, group)
  }
  return [...groups.values()]
}
