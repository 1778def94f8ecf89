// Items that are like one: whoever reads it sees at once whether the same was sent before.
import { useAsked } from '../shared/api'
import { daySaid } from '../shared/said'
import { usePlace } from '../shared/place'

export function Similar({ number }: { number: number }) {
  const { tell } = usePlace()
  const asked = useAsked('SimilarOpinions', { number })
  const found = asked.data?.opinion?.similar
  if (!found?.length) return null
  return (
    <section>
      <h3>相近的信息</h3>
      <ul>
        {found.map(one => (
          <li key={one.number}>
            <a href={`?number=${one.number}`} onClick={event => { event.preventDefault(); tell({ number: String(one.number) }) }}>{one.number} 号 {one.title}</a>
            <br />{one.writer}{one.submittedAt && `，${daySaid(one.submittedAt)} 提交`}，相近 {one.percent}%。{one.shared.length > 0 && `都写到：${one.shared.join('、')}`}
          </li>
        ))}
      </ul>
    </section>
  )
}
