// A bar for each category of points; pressed, the page shows that one alone (`node=`).
import { usePlace } from '../shared/place'

interface Bar { code: string; title: string; points: string; note?: string }

export function Bars({ of }: { of: Bar[] }) {
  const { told, tell } = usePlace()
  const most = Math.max(...of.map(one => Number(one.points)), 1)
  const chosen = told.get('node')
  return (
    <div className="bars">
      {of.map(({ code, title, points, note }) => (
        <button
          key={code} type="button" className="bar" aria-pressed={chosen === code}
          onClick={() => tell({ node: chosen === code ? null : code, after: null, before: null })}
        >
          <span>{title}</span>
          <meter aria-label={`${title}得分`} min={0} max={most} value={Math.max(Number(points), 0)} />
          <span className="number">{points} 分{note ? <small> {note}</small> : null}</span>
        </button>
      ))}
    </div>
  )
}
