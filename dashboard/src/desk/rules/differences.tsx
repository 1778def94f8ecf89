// What a version says otherwise than another, in words; at first than the one in force.
import { Alert, Card, Select, Tag } from 'antd'
import { type Data, useAsked } from '../../shared/api'
import { usePlace } from '../../shared/place'
import { Listing, Shown } from '../list'
import { VERSIONS } from '../words'
import { useViewer } from '../viewer'
import type { Version } from './version'

type Compared = Extract<NonNullable<Data<'VersionDifferences'>['node']>, { differences: unknown }>
type One = NonNullable<Compared['differences']>[number]

const MOST = 50

export function Differences({ version }: { version: Version }) {
  const { committee } = useViewer()
  const { told, tell } = usePlace()
  const others = (useAsked('Versions', { committee, first: MOST }).data?.committee?.versions?.nodes ?? []).filter(one => one.id !== version.id)
  const inForce = others.filter(one => one.state === 'PUBLISHED' && one.year <= version.year)
  const first = version.predecessor?.id ?? inForce.find(one => one.year === version.year)?.id ?? inForce[0]?.id
  const before = told.get('with') ?? first
  const asked = useAsked('VersionDifferences', before ? { id: version.id, before } : null)
  return (
    <Card size="small" title="与另一版有何不同">
      <div className="filters">
        <Select
          className="choice" aria-label="与哪一版相比" placeholder="没有别的版本" value={before} onChange={chosen => tell({ with: chosen })} disabled={others.length === 0}
          options={others.map(one => ({ value: one.id, label: `${one.year} 年 · ${VERSIONS[one.state].said} · ${one.title}` }))}
        />
      </div>
      {before ? <Shown asked={asked}>{({ node }) => node && 'differences' in node ? <List of={node.differences ?? []} /> : null}</Shown>
        : <Alert type="info" title="没有可以相比的：这是本政协的第一版办法" />}
    </Card>
  )
}

function List({ of }: { of: One[] }) {
  return (
    <Listing<One>
      rowKey={one => `${one.code} ${one.what}`} dataSource={of}
      locale={{ emptyText: '两版说的完全一样' }}
      columns={[
        { title: '怎样', key: 'kind', render: (_, one) => <Tag>{one.kind}</Tag> },
        { title: '哪一条', key: 'title', render: (_, one) => `${one.code} ${one.title}` },
        { title: '不同', key: 'what', render: (_, one) => one.what },
      ]}
    />
  )
}
