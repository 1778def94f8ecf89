// 公开的信息: papers that were signed and adopted, for whoever reads results or items, found by their words (议14).
import { Alert, Card, Drawer, Input } from 'antd'
import { type Data, useAsked } from '../../shared/api'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid } from '../../shared/said'
import { Listing, Pager, Shown, SIZE } from '../list'
import { OUTCOMES } from '../words'

type Row = NonNullable<Data<'PublishedPapers'>['publishedPapers']>['nodes'][number]
type Paper = NonNullable<Data<'PublishedPaper'>['publishedPaper']>

export default function PublishedPage() {
  const { told, tell } = usePlace()
  const search = told.get('search')
  const asked = useAsked('PublishedPapers', { search, ...pageOf(told, SIZE) })
  const found = asked.data?.publishedPapers
  return (
    <div className="page">
      <Card size="small" title="公开的信息">
        <div className="filters" role="search">
          <Input.Search aria-label="里面的字词" placeholder="里面的字词，几个用空格隔开" allowClear maxLength={100} key={search ?? ''} defaultValue={search ?? ''} onSearch={words => tell({ search: words.trim() || null, after: null, before: null })} />
        </div>
        <Shown asked={asked}>
          {() => (
            <Listing<Row>
              rowKey="number" dataSource={found?.nodes ?? []} loading={asked.loading}
              locale={{ emptyText: search ? '没有写着这些字词的' : '还没有：签发、采用了，作者同意公开的，在这里看' }}
              columns={[
                { title: '题目', key: 'title', render: (_, one) => <a href={`?number=${one.number}`} onClick={event => { event.preventDefault(); tell({ number: String(one.number) }) }}>{one.title}</a> },
                { title: '作者', key: 'authors', render: (_, one) => one.authors.join('、') },
                { title: '载体', key: 'vehicle', render: (_, one) => issueSaid(one) },
                { title: '采用、批示', key: 'outcomes', render: (_, one) => one.outcomes.map(each => `${each.level}${OUTCOMES[each.outcome]}`).join('、') },
                { title: '签发', key: 'signed', render: (_, one) => daySaid(one.signedAt) },
              ]}
            />
          )}
        </Shown>
        <Pager info={found?.pageInfo} total={found?.totalCount} unit="份" />
      </Card>
      <PaperDrawer />
    </div>
  )
}

function issueSaid(one: Pick<Paper, 'vehicle' | 'year' | 'issue' | 'merged'>): string {
  return `${one.vehicle.name} ${one.year} 年第 ${one.issue} 期${one.merged ? '（综合）' : ''}`
}

function PaperDrawer() {
  const { told, tell } = usePlace()
  const number = Number(told.get('number')) || null
  const asked = useAsked('PublishedPaper', number ? { number } : null)
  const one = asked.data?.publishedPaper
  return (
    <Drawer title="公开的信息" open={Boolean(number)} size={640} onClose={() => tell({ number: null })} destroyOnHidden>
      <Shown asked={asked}>{() => one ? <Whole one={one} /> : asked.loading ? null : <Alert type="warning" title="没有这一份，或者不再公开" />}</Shown>
    </Drawer>
  )
}

function Whole({ one }: { one: Paper }) {
  const parts = [['情况', one.situation], ['原因', one.causes], ['建议', one.advice]] as const
  return (
    <div className="page">
      <h2>{one.title}</h2>
      <p>{one.authors.join('、')} · {issueSaid(one)} · {daySaid(one.signedAt)}签发</p>
      {parts.map(([name, said]) => said && <section key={name}><h3>{name}</h3><p className="as-written">{said}</p></section>)}
      <h3>采用、批示</h3>
      <ul className="plain-list">{one.outcomes.map((each, at) => <li key={at}>{daySaid(each.day)}　{OUTCOMES[each.outcome]}：{each.level}</li>)}</ul>
    </div>
  )
}
