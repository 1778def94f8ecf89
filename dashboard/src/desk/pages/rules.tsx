// 规则管理: the versions of the measures, how rules are interpreted, and the closing of years.
import { Button, Card, Tabs, Tag } from 'antd'
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import type { RuleSetState } from '../../shared/operations'
import { pageOf, usePlace } from '../../shared/place'
import { timeSaid } from '../../shared/said'
import { Listing, Only, Pager, Shown } from '../list'
import { Closings } from '../rules/closings'
import { Interpretations } from '../rules/interpretations'
import { NewDraft } from '../rules/new_draft'
import { VERSIONS } from '../words'
import { useViewer } from '../viewer'

type One = NonNullable<NonNullable<Data<'Versions'>['committee']>['versions']>['nodes'][number]

const AT_ONCE = 20

export default function RulesPage() {
  const { told, tell } = usePlace()
  return (
    <Tabs
      activeKey={told.get('part') ?? 'versions'} destroyOnHidden onChange={part => tell({ part: part === 'versions' ? null : part, after: null, before: null })}
      items={[
        { key: 'versions', label: '各版办法', children: <Versions /> },
        { key: 'interpretations', label: '解释', children: <Interpretations /> },
        { key: 'closings', label: '关账', children: <Closings /> },
      ]}
    />
  )
}

function Versions() {
  const { committee, year, may } = useViewer()
  const { told, tell } = usePlace()
  const only = told.get('only') ? year : null
  const state = told.get('state') as RuleSetState | null
  const asked = useAsked('Versions', committee ? { committee, year: only, state, ...pageOf(told, AT_ONCE) } : null)
  const versions = asked.data?.committee?.versions
  return (
    <Card size="small" title="各版办法" extra={may('draft') && <NewDraft />}>
      <div className="filters">
        <Only name="only">只看 {year} 年</Only>
        {Object.entries(VERSIONS).map(([key, { said }]) => (
          <Button key={key} aria-pressed={state === key} type={state === key ? 'primary' : 'default'} onClick={() => tell({ state: state === key ? null : key, after: null, before: null })}>{said}</Button>
        ))}
      </div>
      <Shown asked={asked}>
        {() => (
          <Listing<One>
            rowKey="id" dataSource={versions?.nodes ?? []} loading={asked.loading}
            locale={{ emptyText: '没有这样的版本：点“交来一份文本”拟第一稿，或打开生效的一版复制到下一年' }}
            columns={[
              { title: '年度', dataIndex: 'year' },
              { title: '名称', key: 'title', render: (_, one) => <Link href={`/desk/rules/${encodeURIComponent(one.id)}?year=${year}`}>{one.title}</Link> },
              { title: '到了哪一步', key: 'state', render: (_, one) => <Tag color={VERSIONS[one.state].colour}>{VERSIONS[one.state].said}</Tag> },
              { title: '起草', key: 'author', render: (_, one) => `${one.author} ${timeSaid(one.addedAt)}` },
              { title: '发布', key: 'publisher', render: (_, one) => one.publisher && one.publishedAt ? `${one.publisher} ${timeSaid(one.publishedAt)}` : '没有发布' },
              { title: '依据', dataIndex: 'document' },
            ]}
          />
        )}
      </Shown>
      <Pager info={versions?.pageInfo} total={versions?.totalCount} unit="版" />
    </Card>
  )
}
