// 委员信息: the roster of a term or those in office in a year; each opens in a drawer (`person=`).
import { useState } from 'react'
import { Button, Card, Flex, Input, Select, Tag } from 'antd'
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid } from '../../shared/said'
import { Export } from '../exported'
import { Listing, Pager, Shown, SIZE } from '../list'
import { PersonDrawer } from '../person'
import { PersonForm } from '../person_form'
import { useViewer } from '../viewer'

type Row = NonNullable<NonNullable<Data<'Roster'>['committee']>['members']>['nodes'][number]

/** What most are looked for by; one filter each. */
const FILTERED = ['界别', '专委会', '身份']

export default function PeoplePage() {
  const { committee, year, may } = useViewer()
  const { told, tell } = usePlace()
  const [entering, setEntering] = useState(false)
  const words = useAsked('RosterWords', committee ? { committee, year } : null)
  const run = useAsked('FilterValues', committee ? { committee, year } : null).data?.committee?.run
  const term = told.get('term')
  const search = told.get('search'), page = pageOf(told, SIZE)
  const where = FILTERED.flatMap(attribute => told.get(`in.${attribute}`) ? [{ attribute, values: [told.get(`in.${attribute}`)!] }] : [])
  const ofYear = { committee, year, where, search }, ofTerm = { committee, term, search }
  const inYear = useAsked('PeopleOfYear', committee && !term ? { ...ofYear, ...page } : null)
  const inTerm = useAsked('Roster', committee && term ? { ...ofTerm, ...page } : null)
  const asked = term ? inTerm : inYear
  const list = asked.data?.committee?.members
  const first = { after: null, before: null }
  const terms = words.data?.committee?.terms ?? []
  const attributes = run?.ruleSet.memberAttributes.filter(one => FILTERED.includes(one.name) && one.values.length > 0) ?? []
  return (
    <div className="page">
      <Card size="small" title="委员" extra={may('enrol') && <Flex gap="small"><Link href="/desk/carry-over">换届</Link><Button type="primary" onClick={() => setEntering(true)}>录入委员</Button></Flex>}>
        <div className="filters" role="search">
          <Input.Search key={search ?? ''} aria-label="姓名、拼音首字母或编号" placeholder="姓名、拼音首字母、编号" allowClear defaultValue={search ?? ''} onSearch={written => tell({ search: written, ...first })} />
          <Select
            aria-label="哪一份名册" value={term ?? ''} onChange={chosen => tell({ term: chosen, ...Object.fromEntries(FILTERED.map(one => [`in.${one}`, null])), ...first })}
            options={[{ value: '', label: `${year} 年度在任的` }, ...terms.map(one => ({ value: one.name, label: `${one.name}全部名册` }))]}
          />
          {!term && attributes.map(one => (
            <Select
              key={one.name} aria-label={one.name} allowClear showSearch placeholder={`全部${one.name}`} value={told.get(`in.${one.name}`)} options={one.values.map(value => ({ value, label: value }))}
              onChange={chosen => tell({ [`in.${one.name}`]: chosen, ...first })}
            />
          ))}
          {term ? <Export name="Roster" variables={ofTerm} /> : <Export name="PeopleOfYear" variables={ofYear} />}
        </div>
        <Shown asked={words}>{() => null}</Shown>
        <Shown asked={asked}>{() => null}</Shown>
        <Listing<Row>
          rowKey="id" dataSource={list?.nodes ?? []} loading={asked.loading}
          locale={{ emptyText: '没有符合的委员：放宽上面的条件。离任的在“全部名册”里；新任的由委员工作委员会录入' }}
          columns={[
            { title: '编号', dataIndex: 'number' },
            { title: '姓名', key: 'name', render: (_, row) => <a href={`?person=${row.id}`} onClick={event => { event.preventDefault(); tell({ person: row.id }) }}>{row.name}</a> },
            ...FILTERED.map(name => ({ title: name, key: name, render: (_: unknown, row: Row) => row.attributes?.find(one => one.name === name)?.value ?? '' })),
            { title: '任职', key: 'office', render: (_, row) => officeSaid(row) },
            { title: '情况', key: 'state', render: (_, row) => <States of={row} /> },
          ]}
        />
        <Pager info={list?.pageInfo} total={list?.totalCount} unit="名" />
      </Card>
      <PersonDrawer attributes={words.data?.committee?.memberAttributes ?? []} />
      {entering && <PersonForm attributes={words.data?.committee?.memberAttributes ?? []} terms={terms.map(one => one.name)} onLeave={id => { setEntering(false); if (id) tell({ person: id }) }} />}
    </div>
  )
}

function officeSaid({ term, firstDay, lastDay }: Row): string {
  const days = [firstDay && `${daySaid(firstDay)}起`, lastDay && `${daySaid(lastDay)}止`].filter(Boolean).join('，')
  return days ? `${term}，${days}` : term
}

function States({ of }: { of: Row }) {
  if (of.exited) return <Tag>已退出</Tag>
  return <>{of.exitAskedAt && <Tag color="orange">退出等确认</Tag>}{of.lastDay && <Tag>有任职止</Tag>}</>
}
