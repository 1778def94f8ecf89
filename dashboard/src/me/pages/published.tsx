// 公开的信息: what was signed and adopted inside the committee, found by its words, read one by one (议14).
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid } from '../../shared/said'
import { Pager } from '../pager'
import { Search } from '../search'
import { Page } from '../shell'
import { Shown } from '../shown'
import { useViewer } from '../viewer'

type Row = NonNullable<Data<'PublishedPapers'>['publishedPapers']>['nodes'][number]

export function Published() {
  const { to } = useViewer()
  const { told, tell } = usePlace()
  const search = told.get('search')
  const asked = useAsked('PublishedPapers', { search, ...pageOf(told, 10) })
  return (
    <Page title="公开的信息" back={{ to: to('/me/opinions'), title: '社情民意' }}>
      <Search label="找公开的" key={search || ''} there={search || ''} onSearch={words => tell({ search: words.trim() || null, after: null, before: null })} />
      <Shown asked={asked}>
        {({ publishedPapers: found }) => !found || found.nodes.length === 0
          ? <p className="card">{search ? '没有写着这些字词的。' : '还没有公开的：签发、采用了，作者同意公开的，在这里看。'}</p>
          : (
            <>
              <ul className="cards">{found.nodes.map(one => <One key={one.number} paper={one} />)}</ul>
              <Pager info={found.pageInfo} total={found.totalCount} unit="份" />
            </>
          )}
      </Shown>
    </Page>
  )
}

function One({ paper }: { paper: Row }) {
  const { to } = useViewer()
  return (
    <li className="card">
      <h2>{paper.title}</h2>
      <p className="quiet">{paper.authors.join('、')} · {paper.vehicle.name} {paper.year} 年第 {paper.issue} 期</p>
      <p>{paper.outcomes.map(outcomeSaid).join('；')}</p>
      <p className="acts"><Link className="button" href={to(`/me/published/${paper.number}`)}>看内容<span className="heard">：{paper.title}</span></Link></p>
    </li>
  )
}

function outcomeSaid({ outcome, level }: Row['outcomes'][number]): string {
  return outcome === 'ADOPTION' ? `被${level}采用` : `${level}批示`
}

export function PublishedPaper({ number }: { number: number }) {
  const { to } = useViewer()
  const asked = useAsked('PublishedPaper', { number })
  return (
    <Page title="公开的信息" back={{ to: to('/me/published'), title: '公开的信息' }}>
      <Shown asked={asked}>
        {({ publishedPaper: one }) => !one ? <p className="card">没有这一份，或者不再公开。</p> : (
          <article className="card">
            <h2>{one.title}</h2>
            <p className="quiet">{one.authors.join('、')} · {one.vehicle.name} {one.year} 年第 {one.issue} 期{one.merged ? '（综合）' : ''}，{daySaid(one.signedAt)}签发</p>
            <h3>情况</h3><p className="words">{one.situation}</p>
            {one.causes && <><h3>原因</h3><p className="words">{one.causes}</p></>}
            {one.advice && <><h3>建议</h3><p className="words">{one.advice}</p></>}
            <h3>采用、批示</h3>
            {one.outcomes.map((each, at) => <p key={at}>{daySaid(each.day)}　<b>{outcomeSaid(each)}</b></p>)}
          </article>
        )}
      </Shown>
    </Page>
  )
}
