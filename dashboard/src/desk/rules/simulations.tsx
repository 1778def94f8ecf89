// 试算: a version on real data, beside what is in force: who moves, who crosses a line, what each category gives.
import { Alert, Button, Card, Flex, Select, Statistic, Tag } from 'antd'
import { type Data, useAsked } from '../../shared/api'
import { usePlace } from '../../shared/place'
import { riseSaid, timeSaid } from '../../shared/said'
import { useChange } from '../change'
import { Listing, Shown } from '../list'
import { useViewer } from '../viewer'
import { Named } from './named'
import type { Version } from './version'

type Tried = Extract<NonNullable<Data<'VersionSimulations'>['node']>, { simulations: unknown }>
type Simulation = NonNullable<Tried['simulations']>[number]
type Moved = NonNullable<Simulation['movers']>[number]

const AT_ONCE = 20

export function Simulations({ version }: { version: Version }) {
  const { may, years } = useViewer()
  const { told, tell } = usePlace()
  const { change, running, refused } = useChange()
  const skip = Number(told.get('skip')) || 0
  const asked = useAsked('VersionSimulations', { id: version.id, movers: AT_ONCE, skip })
  const chosen = Number(told.get('data')) || null
  return (
    <div className="page">
      {may('draft') && (
        <Card size="small" title="用真实的数据试一试；现在的结果不动">
          <Flex gap="small" wrap>
            <Select className="choice" aria-label="用哪一年的数据" value={chosen ?? 0} onChange={picked => tell({ data: picked ? String(picked) : null })} options={[{ value: 0, label: '本年的数据，没有则最近一年的' }, ...years.map(one => ({ value: one, label: `${one} 年的数据` }))]} />
            <Button type="primary" loading={running} onClick={() => void change('SimulateRuleSet', { id: version.id, year: chosen }, '试算好了')}>试算</Button>
          </Flex>
          {refused && <Alert type="error" showIcon title={refused.message} className="gap" />}
        </Card>
      )}
      <Shown asked={asked}>
        {({ node }) => {
          const newest = node && 'simulations' in node ? node.simulations?.[0] : undefined
          return newest ? <Result of={newest} skip={skip} /> : <Alert type="info" title="这一版还没有试算过：发布以前至少试算一次，看谁升谁降、谁的等次变了" />
        }}
      </Shown>
    </div>
  )
}

function Result({ of, skip }: { of: Simulation; skip: number }) {
  const { tell } = usePlace()
  return (
    <>
      {!of.current && <Alert type="warning" showIcon title="试算以后文本又改过：再试算一次，才是现在的样子" />}
      {of.warnings.map(one => <Alert key={one} type="warning" showIcon title={one} />)}
      <Card size="small" title={`${of.year} 年的数据`} extra={<small>{timeSaid(of.madeAt)}</small>}>
        <p>{of.actor} 试算；与“{of.before.title}”相比。</p>
        <div className="tiles">
          <Statistic title={`总分升的（共 ${of.memberCount} 人）`} value={of.gaining} suffix="人" />
          <Statistic title="总分降的" value={of.losing} suffix="人" />
          <Statistic title="总分合计" value={`${of.sumBefore} → ${of.sumAfter}`} />
          <Statistic title="一人最多升、降" value={`${of.mostGained} / ${of.mostLost}`} />
          <Statistic title="名次上升、下降" value={`${of.ranksUp} / ${of.ranksDown}`} suffix="人" />
          <Statistic title="等次有变" value={of.crosserCount} suffix="人" />
        </div>
      </Card>
      <div className="pair"><Categories of={of} /><Counts of={of} /></div>
      <Moves title={`等次有变的委员 ${of.crosserCount}`} of={of.crossers ?? []} year={of.year} empty="没有人的等次有变" />
      <Moves title={`总分或名次有变的委员 ${of.moverCount}`} of={of.movers ?? []} year={of.year} empty="没有人的总分、名次有变">
        <Flex gap="small" justify="flex-end">
          <Button disabled={skip === 0} onClick={() => tell({ skip: skip > AT_ONCE ? String(skip - AT_ONCE) : null })}>前面的</Button>
          <Button disabled={(of.movers?.length ?? 0) < AT_ONCE} onClick={() => tell({ skip: String(skip + AT_ONCE) })}>后面的</Button>
        </Flex>
      </Moves>
      <Rules of={of} />
      {of.questionsAfter > of.questionsBefore && <Alert type="warning" title={`没有规则取的履职事实从 ${of.questionsBefore} 条变为 ${of.questionsAfter} 条：看是不是漏写了规则`} />}
      {of.idle.length > 0 && <Alert type="info" title="这些数据上没有用到的" description={of.idle.map(one => `${one.code} ${one.title}${one.before === false ? '（现行办法用到）' : ''}`).join('、')} />}
    </>
  )
}

function Moves({ title, of, year, empty, children }: { title: string; of: Moved[]; year: number; empty: string; children?: React.ReactNode }) {
  return (
    <Card size="small" title={title}>
      <Listing<Moved>
        rowKey={one => one.member?.id ?? one.totalAfter} size="small" dataSource={of} locale={{ emptyText: empty }}
        columns={[
          { title: '委员', key: 'member', render: (_, one) => one.member && <Named member={one.member} year={year} /> },
          { title: '现在', dataIndex: 'totalBefore', className: 'number' },
          { title: '试算', dataIndex: 'totalAfter', className: 'number' },
          { title: '变动', key: 'change', className: 'number', render: (_, one) => Number(one.change) > 0 ? `+${one.change}` : one.change },
          { title: '名次', key: 'rank', render: (_, one) => `${one.rankBefore ?? '不排'} → ${one.rankAfter ?? '不排'} ${one.rankBefore && one.rankAfter ? riseSaid(one.rankBefore - one.rankAfter) : ''}` },
          { title: '等次', key: 'grade', render: (_, one) => one.gradeBefore === one.gradeAfter ? one.gradeAfter ?? '不评' : <Tag color="gold">{one.gradeBefore ?? '不评'} → {one.gradeAfter ?? '不评'}</Tag> },
          { title: '哪几条规则', key: 'reasons', render: (_, one) => `${one.reasons.map(reason => `${reason.title} ${reason.points}`).join('；')}${one.moreReasons ? `；另有 ${one.moreReasons} 条` : ''}` },
        ]}
      />
      {children}
    </Card>
  )
}

function Categories({ of }: { of: Simulation }) {
  return (
    <Card size="small" title="各大类给多少分">
      <Listing
        rowKey="code" size="small" dataSource={of.categories}
        columns={[
          { title: '大类', dataIndex: 'title' },
          { title: '现在合计', key: 'before', className: 'number', render: (_, one) => one.pointsBefore ?? '没有' },
          { title: '试算合计', key: 'after', className: 'number', render: (_, one) => one.pointsAfter ?? '没有' },
          { title: '有分的人数', key: 'members', className: 'number', render: (_, one) => `${one.membersBefore} → ${one.membersAfter}` },
        ]}
      />
    </Card>
  )
}

function Counts({ of }: { of: Simulation }) {
  return (
    <Card size="small" title="各等次、各项处理的人数">
      <ul className="rows">
        {of.grades.map(one => <li key={`g ${one.name}`}><span className="said">{one.name ?? '不评等次'}</span><span className="number">{one.before} → {one.after} 人</span></li>)}
        {of.consequences.map(one => <li key={one.code}><span className="said">{one.title}</span><span className="number">{one.before ?? '没有这一项'} → {one.after ?? '没有这一项'}</span></li>)}
      </ul>
    </Card>
  )
}

function Rules({ of }: { of: Simulation }) {
  return (
    <Card size="small" title="哪几条规则改了总分">
      <Listing
        rowKey="code" size="small" dataSource={of.rules} locale={{ emptyText: '没有规则改了总分' }}
        columns={[
          { title: '规则', key: 'title', render: (_, one) => `${one.code} ${one.title}` },
          { title: '多了几分', dataIndex: 'points', className: 'number' },
          { title: '多得、少得的人数', key: 'members', className: 'number', render: (_, one) => `${one.gaining} / ${one.losing}` },
        ]}
      />
    </Card>
  )
}
