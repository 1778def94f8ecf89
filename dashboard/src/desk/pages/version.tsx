// One version of a measure: its clauses, its text, what differs, what it would do, and how it goes on.
import { Alert, Card, Descriptions, Empty, Skeleton, Tabs, Tag } from 'antd'
import { Link, useParams } from 'wouter'
import { useAsked } from '../../shared/api'
import { usePlace } from '../../shared/place'
import { timeSaid } from '../../shared/said'
import { Shown } from '../list'
import { Clauses } from '../rules/clauses'
import { Differences } from '../rules/differences'
import { Simulations } from '../rules/simulations'
import { Steps } from '../rules/steps'
import { Text } from '../rules/text'
import type { Version } from '../rules/version'
import { VERSIONS } from '../words'
import { useViewer } from '../viewer'

export default function VersionPage() {
  const { version: id = '' } = useParams<{ version: string }>()
  const asked = useAsked('Version', { id: decodeURIComponent(id) })
  return (
    <div className="page">
      {asked.loading && !asked.data && <Skeleton active title={{ width: 320 }} />}
      <Shown asked={asked}>{({ node }) => node && 'digest' in node ? <Whole version={node} key={node.id} /> : <Empty description="没有这一版办法" />}</Shown>
    </div>
  )
}

function Whole({ version }: { version: Version }) {
  const { year } = useViewer()
  const { told, tell } = usePlace()
  const wrong = version.problems.filter(one => one.level === 'error').length
  const clauses = version.clauses ?? []
  return (
    <>
      <Card size="small" title={version.title} extra={<Link href={`/desk/rules?year=${year}`}>各版办法</Link>}>
        <Descriptions
          size="small" className="gap" column={{ xs: 1, md: 3 }}
          items={[
            { key: 'state', label: '到了哪一步', children: <Tag color={VERSIONS[version.state].colour}>{VERSIONS[version.state].said}</Tag> },
            { key: 'year', label: '年度', children: version.year },
            { key: 'document', label: '依据的文件', children: version.document ?? '没有写' },
            { key: 'author', label: '起草', children: `${version.author} ${timeSaid(version.addedAt)}` },
            { key: 'changed', label: '最后修改', children: `${version.changedBy} ${timeSaid(version.changedAt)}` },
            { key: 'publisher', label: '发布', children: version.publisher && version.publishedAt ? `${version.publisher} ${timeSaid(version.publishedAt)}` : '没有发布' },
          ]}
        />
        <Steps version={version} />
      </Card>
      {wrong > 0 && <Alert type="error" showIcon title={`检查有 ${wrong} 处错误，改正后才能送审：看“文本”里标出的各行`} />}
      <Tabs
        activeKey={told.get('part') ?? 'clauses'} onChange={part => tell({ part: part === 'clauses' ? null : part, clause: null, line: null, skip: null })}
        items={[
          { key: 'clauses', label: `条款 ${clauses.length}`, children: <Clauses version={version} clauses={clauses} /> },
          { key: 'text', label: version.problems.length ? `文本（${version.problems.length} 处要看）` : '文本', children: <Text version={version} /> },
          { key: 'differences', label: '有何不同', destroyOnHidden: true, children: <Differences version={version} /> },
          { key: 'simulation', label: '试算', destroyOnHidden: true, children: <Simulations version={version} /> },
        ]}
      />
    </>
  )
}
