// What one has sent before that is like what one is writing: to go on with it, or to write no twice.
import { Link } from 'wouter'
import { useAsked } from '../shared/api'
import { useViewer } from './viewer'

export function Similar({ number }: { number: number }) {
  const { to } = useViewer()
  const asked = useAsked('SimilarOpinions', { number })
  const found = asked.data && asked.data.opinion && asked.data.opinion.similar
  if (!found || !found.length) return null
  return (
    <section>
      <h3>您以前写过相近的</h3>
      <ul>
        {found.map(one => (
          <li key={one.number}>
            <Link href={to(`/me/opinions/${one.number}`)}>第 {one.number} 号 {one.title}</Link>
            {one.shared.length > 0 && <p className="words">都写到：{one.shared.join('、')}</p>}
          </li>
        ))}
      </ul>
      <p className="quiet">接着以前的写，在“接着以前的哪一条”里写它的编号。</p>
    </section>
  )
}
