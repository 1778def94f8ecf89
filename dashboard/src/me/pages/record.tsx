// One record of one's own: what was written of it, who enters it, what it gives, and how to object.
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import { daySaid, timeSaid } from '../../shared/said'
import { Page } from '../shell'
import { Shown } from '../shown'
import { Sum } from '../sum'
import { useViewer } from '../viewer'
import { membership, RECORD_STATES } from '../words'

type Kept = Extract<NonNullable<Data<'OwnRecord'>['node']>, { __typename: 'Record' }>

export function RecordPage({ id }: { id: string }) {
  const { to } = useViewer()
  const asked = useAsked('OwnRecord', { id })
  const node = asked.data && asked.data.node
  const record = node && node.__typename === 'Record' ? node : null
  return (
    <Page title={record ? record.title || record.kind : '记录'} back={{ to: to('/me/entries'), title: '明细' }}>
      <Shown asked={asked}>
        {() => record ? <Told record={record} /> : <p className="card">没有这条记录，或者它不是您参加的。</p>}
      </Shown>
    </Page>
  )
}

function Told({ record }: { record: Kept }) {
  const { to } = useViewer()
  const part = record.parts && record.parts.nodes[0]
  return (
    <>
      <section className="card">
        <h2>登记的内容</h2>
        <dl>
          <dt>种类</dt><dd>{record.kind}，编号 {record.number}</dd>
          <dt>日期</dt><dd>{daySaid(record.day)}</dd>
          <dt>办到哪一步</dt><dd>{RECORD_STATES[record.state]}</dd>
          {part && part.attributes.map(one => <Pair key={one.name} {...one} />)}
          {part && record.form === 'WORK' && <><dt>署名</dt><dd>第 {part.place} 位</dd></>}
          {record.attributes.map(one => <Pair key={one.name} {...one} />)}
          {record.outcomes.map((one, at) => <Pair key={at} name={`结果，${daySaid(one.day)}`} value={one.attributes.map(({ name, value }) => `${name}：${value}`).join('；') || one.number} />)}
        </dl>
      </section>
      <section className="card">
        <h2>谁录入，什么时候</h2>
        <dl>
          <dt>录入部门</dt><dd><Entering record={record} /></dd>
          <dt>怎样录入</dt><dd>{record.source === 'IMPORT' ? '从表格导入' : '逐条录入'}</dd>
          <dt>提交</dt><dd>{record.submittedAt ? timeSaid(record.submittedAt) : '还没有提交，或不知道'}{record.late && '（补录：过了期限）'}</dd>
          <dt>期限</dt><dd>{record.due.day ? `${daySaid(record.due.day)}。` : ''}{record.due.reason}</dd>
        </dl>
      </section>
      <Awards record={record} />
      <p className="acts"><Link className="button main" href={to('/me/objections/new', { about: 'RECORD', year: String(record.year), record: record.id })}>对此有异议</Link></p>
    </>
  )
}

function Pair({ name, value }: { name: string; value: string }) { return <><dt>{name}</dt><dd>{value}</dd></> }

function Entering({ record }: { record: Kept }) {
  const asked = useAsked('OwnKinds', record.department ? null : { year: record.year })
  if (record.department) return <>{record.department}</>
  const own = membership(asked.data)
  const kind = own && own.ruleSet && own.ruleSet.kinds.find(one => one.name === record.kind)
  return <>{kind ? kind.departments.map(one => one.case ? `${one.department}（${one.case}）` : one.department).join('、') : '没有写明'}</>
}

function Awards({ record }: { record: Kept }) {
  const asked = useAsked('OwnAwards', { year: record.year, kind: record.kind, first: 50 })
  return (
    <section className="card">
      <h2>怎样计分</h2>
      <Shown asked={asked}>
        {data => {
          const own = membership(data), awards = own && own.standing && own.standing.awards
          const found = (awards ? awards.nodes : []).filter(one => one.record && one.record.id === record.id)
          if (found.length > 0) return <>{found.map((award, at) => <Sum key={at} award={award} />)}</>
          return awards && awards.pageInfo.hasNextPage
            ? <p>这一种的得分很多，请到<Link href={`/me/entries?year=${record.year}`}>明细</Link>里看这一条的。</p>
            : <p>这一条没有得分：请假、缺席，只计次数的，还没有审核通过的，都不计分。</p>
        }}
      </Shown>
    </section>
  )
}
