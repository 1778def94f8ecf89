// Who goes on: ticked in the roster of the former term, or pasted.
import { useState } from 'react'
import { Alert, Button, Flex, Input } from 'antd'
import { Listing } from '../list'
import type { Person } from './everybody'
import { type Going, readLines } from './read'

const SIZE = 50

interface Given { people: Person[]; lastDay: string | null; going: Going; onGoing: (going: Going) => void }

export function Choosing({ people, lastDay, going, onGoing }: Given) {
  const [search, setSearch] = useState('')
  const wanted = search.trim().toUpperCase()
  const listed = people.filter(one => one.name.includes(wanted) || one.number.toUpperCase().includes(wanted))
  const number = (id: string, written: string) => onGoing(new Map(going).set(id, written))
  const choose = (ids: string[]) => onGoing(new Map(ids.map(id => [id, going.get(id) ?? ''])))
  return (
    <>
      <Pasting people={people.filter(one => atEnd(one, lastDay))} onRead={more => onGoing(new Map([...going, ...more]))} />
      <div className="filters" role="search"><Input aria-label="在名册里找" placeholder="在名册里找：姓名、编号" allowClear value={search} onChange={event => setSearch(event.target.value)} /><Button onClick={() => choose([...going.keys(), ...listed.filter(one => atEnd(one, lastDay)).map(one => one.id)])}>列出的都连任</Button></div>
      <p role="status">{`共 ${people.length} 名，选了 ${going.size} 名连任`}</p>
      <Listing<Person>
        rowKey="id" size="small" dataSource={listed} locale={{ emptyText: '没有这样的委员' }}
        pagination={{ pageSize: SIZE, showSizeChanger: false, hideOnSinglePage: true }}
        rowSelection={{
          selectedRowKeys: [...going.keys()], preserveSelectedRowKeys: true, onChange: keys => choose(keys.map(String)),
          getCheckboxProps: one => ({ disabled: !atEnd(one, lastDay), 'aria-label': `${one.name}（${one.number}）连任` }), hideSelectAll: true,
        }}
        columns={[
          { title: '编号', dataIndex: 'number' },
          { title: '姓名', dataIndex: 'name' },
          { title: '界别', key: 'sector', render: (_, one) => one.attributes?.find(said => said.name === '界别')?.value ?? '' },
          { title: '新编号', key: 'next', render: (_, one) => !atEnd(one, lastDay) ? '届满以前离任了，不算连任' : going.has(one.id) && <Input size="small" aria-label={`${one.name}的新编号`} placeholder="不换" maxLength={100} value={going.get(one.id)} onChange={event => number(one.id, event.target.value)} /> },
        ]}
      />
    </>
  )
}

function Pasting({ people, onRead }: { people: Person[]; onRead: (going: Going) => void }) {
  const [text, setText] = useState('')
  const [left, setLeft] = useState<string[]>([])
  const read = () => {
    const lines = readLines(text, people)
    onRead(lines.going)
    setLeft(lines.left)
    setText('')
  }
  return (
    <Flex vertical gap="small" className="gap">
      <Input.TextArea aria-label="粘贴连任的名单" rows={4} value={text} onChange={event => setText(event.target.value)} placeholder="有名单的粘贴在这里，一行一名：编号或姓名；编号要换的，再写逗号和新编号" />
      <Flex><Button disabled={!text.trim()} onClick={read}>加入连任</Button></Flex>
      {left.length > 0 && <Alert type="warning" showIcon closable={{ onClose: () => setLeft([]), 'aria-label': '知道了' }} title="这些行没有加入" description={<ul>{left.map(one => <li key={one}>{one}</li>)}</ul>} />}
    </Flex>
  )
}

/** Whether somebody is in office when the term ends. */
function atEnd(one: Person, lastDay: string | null): boolean {
  return !one.exited && (!one.lastDay || !lastDay || one.lastDay >= lastDay)
}
