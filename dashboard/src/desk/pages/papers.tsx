// 编发审签: papers made of opinion items, for those who edit them, and for those whose turn it is to sign.
import { Card, Select, Tag } from 'antd'
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import type { OpinionPaperState } from '../../shared/operations'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid } from '../../shared/said'
import { Listing, Pager, Shown, SIZE } from '../list'
import { PAPER_STATES } from '../words'
import { useViewer } from '../viewer'

type Row = NonNullable<Data<'OpinionPapers'>['opinionPapers']>['nodes'][number]

const ALL = 'ALL', MINE = 'MINE'
const STATES = Object.keys(PAPER_STATES) as OpinionPaperState[]

export default function PapersPage() {
  const { may } = useViewer()
  const { told, tell } = usePlace()
  const signs = may('sign_opinions')
  const chosen = told.get('state') ?? (signs ? MINE : 'EDITING')
  const state = chosen === ALL || chosen === MINE ? null : chosen as OpinionPaperState
  const asked = useAsked('OpinionPapers', { where: { state, mine: chosen === MINE }, ...pageOf(told, SIZE) })
  const papers = asked.data?.opinionPapers
  const choices = [
    ...(signs ? [{ value: MINE, label: '等我签的' }] : []),
    ...STATES.map(value => ({ value: value as string, label: PAPER_STATES[value].said })),
    { value: ALL, label: '不论哪一步' },
  ]
  return (
    <div className="page">
      <Card size="small" title="编发稿">
        <div className="filters">
          <Select aria-label="到哪一步" value={chosen} onChange={one => tell({ state: one, after: null, before: null })} options={choices} />
        </div>
        <Shown asked={asked}>
          {() => (
            <Listing<Row>
              rowKey="number" dataSource={papers?.nodes ?? []} loading={asked.loading}
              locale={{ emptyText: chosen === MINE ? '没有等您签的' : '没有编发稿：在“社情民意”里勾选初审通过的，编成一份' }}
              columns={[
                { title: '题目', key: 'title', render: (_, one) => <Link href={`/desk/paper/${one.number}`}>{one.number} 号 {one.text.title ?? '内容读不出了'}</Link> },
                { title: '由几条编成', key: 'merged', render: (_, one) => one.merged ? `综合，${one.items.length} 条` : '单篇' },
                { title: '送到', key: 'to', render: (_, one) => one.destination?.name },
                { title: '载体', key: 'vehicle', render: (_, one) => one.issue ? `${one.vehicle?.name} ${one.year} 年第 ${one.issue} 期` : one.vehicle?.name },
                { title: '状态', key: 'state', render: (_, one) => <Tag color={PAPER_STATES[one.state].colour}>{one.awaits ? `等${one.awaits.name}签` : PAPER_STATES[one.state].said}</Tag> },
                { title: '编成', key: 'begun', render: (_, one) => daySaid(one.begunAt) },
              ]}
            />
          )}
        </Shown>
        <Pager info={papers?.pageInfo} total={papers?.totalCount} unit="份" />
      </Card>
    </div>
  )
}
