// The ranking of all, where the committee lets its members see it.
import { useAsked } from '../../shared/api'
import { pageOf, usePlace } from '../../shared/place'
import { Pager } from '../pager'
import { Page } from '../shell'
import { Shown } from '../shown'
import { useViewer } from '../viewer'
import { membership, points } from '../words'

export function Ranking() {
  const { year, to } = useViewer()
  const { told } = usePlace()
  const asked = useAsked('OwnRanking', { year, ...pageOf(told, 50) })
  return (
    <Page title={`${year} 年排名`} back={{ to: to('/me'), title: '首页' }}>
      <section className="card">
        <Shown asked={asked}>
          {data => {
            const own = membership(data), ranking = own && own.ranking
            if (!ranking) return <p>这一年没有给委员看的排名。</p>
            return (
              <>
                <ul className="list">
                  {ranking.nodes.map(one => (
                    <li key={one.number} className={one.own ? 'row own' : 'row'}>
                      <span className="place">{one.rank}</span><span className="grow">{one.name}{one.own && '（您）'}</span><b>{points(one.total)} 分</b>
                    </li>
                  ))}
                </ul>
                <Pager info={ranking.pageInfo} total={ranking.totalCount} unit="人" />
              </>
            )
          }}
        </Shown>
      </section>
    </Page>
  )
}
