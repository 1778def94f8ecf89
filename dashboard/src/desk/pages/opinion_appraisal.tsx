// 信息评选 (议13): what each item of a year comes to by its criteria, and whoever wrote, edited or answered them.
import { Card, Drawer, Segmented } from 'antd'
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import type { OpinionAppraisalSubject } from '../../shared/operations'
import { usePlace } from '../../shared/place'
import { daySaid } from '../../shared/said'
import { Listing, Shown } from '../list'
import { useViewer } from '../viewer'

type Appraisal = NonNullable<Data<'OpinionAppraisal'>['opinionAppraisal']>
type Row = Appraisal['subjects'][number]
type Told = NonNullable<Data<'OpinionAppraised'>['opinionAppraisal']>

const SUBJECTS: Record<OpinionAppraisalSubject, string> = { ITEMS: '信息', OFFICERS: '信息员', UNITS: '承办单位', STAFF: '编辑、审签' }
const EMPTY: Record<OpinionAppraisalSubject, string> = {
  ITEMS: '这一年还没有签发、采用的信息', OFFICERS: '这一年信息员还没有提交信息', UNITS: '这一年还没有转给单位的', STAFF: '这一年还没有签发的编发稿',
}

export default function OpinionAppraisalPage() {
  const { year } = useViewer()
  const { told, tell } = usePlace()
  const of = ofPlace(told)
  const asked = useAsked('OpinionAppraisal', { year, of })
  const found = asked.data?.opinionAppraisal
  return (
    <div className="page">
      <Card size="small" title={found?.title ?? '信息评选'}>
        <div className="filters">
          <Segmented<OpinionAppraisalSubject> aria-label="看谁的" value={of} options={Object.entries(SUBJECTS).map(([value, label]) => ({ value: value as OpinionAppraisalSubject, label }))} onChange={chosen => tell({ of: chosen, subject: null })} />
        </div>
        <Shown asked={asked}>{() => found && <Standing found={found} of={of} loading={asked.loading} />}</Shown>
      </Card>
      <Lines of={of} />
    </div>
  )
}

function ofPlace(told: URLSearchParams): OpinionAppraisalSubject {
  const said = told.get('of') ?? ''
  return said in SUBJECTS ? said as OpinionAppraisalSubject : 'ITEMS'
}

function nameOf(one: { key: string; name: string }, of: OpinionAppraisalSubject): string {
  return of === 'ITEMS' ? `${one.key} 号 ${one.name || '（读不出了）'}` : one.name
}

function Standing({ found, of, loading }: { found: Appraisal; of: OpinionAppraisalSubject; loading: boolean }) {
  const { tell } = usePlace()
  return (
    <>
      <Listing<Row>
        rowKey="key" size="small" dataSource={found.subjects} loading={loading} locale={{ emptyText: EMPTY[of] }}
        columns={[
          { title: '名次', dataIndex: 'rank', className: 'number', fixed: 'left' },
          { title: SUBJECTS[of], key: 'name', fixed: 'left', render: (_, one) => nameOf(one, of) },
          { title: '总分', key: 'total', className: 'number', render: (_, one) => <button type="button" className="cell" aria-label={`${nameOf(one, of)} 总分 ${one.total}`} onClick={() => tell({ subject: one.key })}>{one.total}</button> },
          ...found.rules.map(rule => ({
            title: rule.title, key: rule.id, className: 'number',
            render: (_: unknown, one: Row) => { const told = one.counts.find(each => each.rule === rule.id); return told && `${told.count}${told.points === '0' ? '' : `（${told.points} 分）`}` },
          })),
        ]}
      />
      <p>
        {found.count > found.subjects.length ? `只列前 ${found.subjects.length} 个，共 ${found.count} 个。` : ''}
        各栏是次数，括号里是分数；点总分看每一笔。条件是示例，照本会的办法改。
      </p>
    </>
  )
}

/** Each point of the one that the address names (`subject=`), with its reason and its items. */
function Lines({ of }: { of: OpinionAppraisalSubject }) {
  const { year } = useViewer()
  const { told, tell } = usePlace()
  const key = told.get('subject')
  const asked = useAsked('OpinionAppraised', key ? { year, of, key } : null)
  const found = asked.data?.opinionAppraisal
  const one = found?.subjects[0]
  return (
    <Drawer title={one ? `${nameOf(one, of)}：${one.total} 分` : '每一笔'} open={Boolean(key)} size={560} onClose={() => tell({ subject: null })} destroyOnHidden>
      <Shown asked={asked}>{() => found && one ? <Each found={found} lines={one.lines} /> : asked.loading ? null : <p>这一年没有</p>}</Shown>
    </Drawer>
  )
}

function Each({ found, lines }: { found: Told; lines: Told['subjects'][number]['lines'] }) {
  return (
    <ul className="rows">
      {lines.map((line, at) => {
        const rule = found.rules.find(each => each.id === line.rule)
        return (
          <li key={at}>
            <span className="said">
              {line.day && `${daySaid(line.day)}　`}{rule?.title}（{rule?.citation}）
              {line.items.map(number => <span key={number}>　<Link href={`/desk/opinions?state=ALL&number=${number}`}>{number} 号</Link></span>)}
              {line.cuts.map(why => <span key={why}><br />{why}</span>)}
            </span>
            <span className="number">{line.points} 分</span>
          </li>
        )
      })}
    </ul>
  )
}
