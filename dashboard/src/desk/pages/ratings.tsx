// 评价: how authors rated what units answered, for the Office: how many of each kind a unit has, and which were changed
// after the unit spoke to the author (议12).
import { Card, Select } from 'antd'
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import type { OpinionRatingFilter, OpinionRatingState, OpinionRatingValue } from '../../shared/operations'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid } from '../../shared/said'
import { Listing, Only, Pager, Shown, SIZE } from '../list'
import { RatingTag } from '../ratings'
import { useViewer } from '../viewer'
import { RATING_STATES, RATINGS } from '../words'

type Committee = NonNullable<Data<'OpinionRatings'>['committee']>
type Row = NonNullable<Committee['opinionRatings']>['nodes'][number]
type Count = NonNullable<Committee['opinionRatingCounts']>[number]

export default function RatingsPage() {
  const { committee } = useViewer()
  const { told, tell } = usePlace()
  const where: OpinionRatingFilter = { unit: told.get('unit'), rating: told.get('rating') as OpinionRatingValue | null, state: told.get('state') as OpinionRatingState | null }
  if (told.get('contact')) where.afterContact = true
  const asked = useAsked('OpinionRatings', committee ? { committee, where, ...pageOf(told, SIZE) } : null)
  const found = asked.data?.committee
  const counts = found?.opinionRatingCounts ?? []
  const narrow = (words: Record<string, string | null>) => tell({ ...words, after: null, before: null })
  return (
    <div className="page">
      <Card size="small" title="各主办单位">
        <Shown asked={asked}>{() => <Counts counts={counts} />}</Shown>
      </Card>
      <Card size="small" title="有了答复的">
        <div className="filters">
          <Select aria-label="怎样评的" className="choice" allowClear placeholder="不论怎样评" value={told.get('rating')} onChange={one => narrow({ rating: one ?? null })} options={Object.entries(RATINGS).map(([value, one]) => ({ value, label: one.said }))} />
          <Select aria-label="评到哪一步" className="choice" allowClear placeholder="不论评到哪一步" value={told.get('state')} onChange={one => narrow({ state: one ?? null })} options={Object.entries(RATING_STATES).map(([value, one]) => ({ value, label: one.said }))} />
          <Select aria-label="哪个单位" className="choice" allowClear placeholder="不论哪个单位" value={told.get('unit')} onChange={one => narrow({ unit: one ?? null })} options={counts.map(one => ({ value: one.unit, label: one.unit }))} />
          <Only name="contact">只看单位联系以后改的</Only>
        </div>
        <Shown asked={asked}>{() => <Table rows={found?.opinionRatings?.nodes ?? []} loading={asked.loading} />}</Shown>
        <Pager info={found?.opinionRatings?.pageInfo} total={found?.opinionRatings?.totalCount} />
      </Card>
    </div>
  )
}

function Counts({ counts }: { counts: Count[] }) {
  return (
    <Listing<Count>
      rowKey="unit" dataSource={counts} locale={{ emptyText: '还没有答复：承办单位的答复审核通过以后，在这里看评价' }}
      columns={[
        { title: '主办单位', dataIndex: 'unit' },
        { title: '满意', dataIndex: 'satisfied', align: 'right' },
        { title: '基本满意', dataIndex: 'fairlySatisfied', align: 'right' },
        { title: '不满意', dataIndex: 'dissatisfied', align: 'right' },
        { title: '未评价', dataIndex: 'unrated', align: 'right' },
        { title: '还没有评', dataIndex: 'awaited', align: 'right' },
        { title: '再办过的', dataIndex: 'reopened', align: 'right' },
        { title: '联系以后改的', dataIndex: 'afterContact', align: 'right' },
      ]}
    />
  )
}

function Table({ rows, loading }: { rows: Row[]; loading: boolean }) {
  return (
    <Listing<Row>
      rowKey="number" dataSource={rows} loading={loading} locale={{ emptyText: '没有这样的' }}
      columns={[
        { title: '题目', key: 'title', render: (_, one) => <Link href={`/desk/opinions?state=ALL&number=${one.number}`}>{one.number} 号 {one.title ?? '（读不出了）'}</Link> },
        { title: '提交的人', dataIndex: 'writer' },
        { title: '主办', key: 'lead', render: (_, one) => one.handling?.units.find(each => each.lead)?.name },
        { title: '评价', key: 'rating', render: (_, one) => one.rating && <RatingTag rating={one.rating} /> },
        { title: '最迟评', key: 'due', render: (_, one) => one.rating?.due && daySaid(one.rating.due) },
      ]}
    />
  )
}
