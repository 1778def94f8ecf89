// The points that an entry will give, shown before it is saved; where a cap or another limit stops them, why.
import { useState } from 'react'
import { Alert, Button, Flex } from 'antd'
import { type Data, useAsked, type Variables } from '../shared/api'
import { Listing, Shown } from './list'

type Points = NonNullable<Data<'ExpectedOccasion'>['result']>
type One = NonNullable<Points['members']>[number]
interface Given { occasion: Variables<'ExpectedOccasion'>['input'] | null; work: Variables<'ExpectedWork'>['input'] | null }

export function Expected({ occasion, work }: Given) {
  const now = JSON.stringify(occasion ?? work)
  // What was asked of another list says nothing of this one.
  const [asked, setAsked] = useState('')
  const ofOccasion = useAsked('ExpectedOccasion', occasion && asked === now ? { input: occasion } : null)
  const ofWork = useAsked('ExpectedWork', work && asked === now ? { input: work } : null)
  const found = occasion ? ofOccasion : ofWork
  const ready = Boolean(occasion ?? work)
  return (
    <>
      <Flex gap="small" align="center" wrap>
        <Button disabled={!ready} loading={found.loading} onClick={() => setAsked(now)}>看会得多少分</Button>
        <span>{ready ? '试算，什么都不存；审核通过以后才计分' : '选了种类，写了日期和名单，就能先看会得多少分'}</span>
      </Flex>
      <Shown asked={found}>{({ result }) => result && <Result of={result} />}</Shown>
    </>
  )
}

function Result({ of: { count, members, errors } }: { of: Points }) {
  if (errors.length > 0) return <Alert type="warning" showIcon title="填的还不能录入，先改好" description={<ul>{errors.map(one => <li key={one.message}>{one.message}</li>)}</ul>} />
  if (!members?.length) return <Alert type="info" showIcon title="不加分：办法里没有给这一种、这一天的记录分" />
  return (
    <>
      {count !== null && count > members.length && <p>只列前 {members.length} 名，共 {count} 名</p>}
      <Listing<One>
        size="small" rowKey={one => one.member.id} dataSource={members} scroll={{ y: 360 }}
        columns={[
          { title: '姓名', key: 'name', render: (_, { member }) => `${member.name}（${member.number}）` },
          { title: '这一条', key: 'lines', render: (_, { lines }) => lines.length === 0 ? '没有一条规则给分' : lines.map(line => <div key={line.title}>{said(line)}</div>) },
          { title: '总分', key: 'total', render: (_, one) => `${one.totalBefore ?? '没有'} → ${one.totalAfter}` },
        ]}
      />
    </>
  )
}

function said({ title, citation, raw, kept, cuts }: One['lines'][number]): string {
  return `${title}（${citation}）记 ${raw} 分${raw === kept ? '' : `，计 ${kept} 分`}${cuts.length ? `：${cuts.join('；')}` : ''}`
}
