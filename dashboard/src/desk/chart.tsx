// Bars, and beside them the table that says the same: whoever does not see the one reads the other.
import { lazy, Suspense } from 'react'

export interface Charted {
  /** What is shown, as whoever hears the page is told. */
  title: string
  /** What each row of the table, and each bar, is about. */
  of: string
  labels: string[]
  /** Numbers as the server writes them; null: there is none. */
  series: { name: string; values: (string | number | null)[] }[]
  unit?: string
  /** Bars that lie, as names need that are long. */
  lying?: boolean
  /** Bars of one label stand on one another. */
  stacked?: boolean
  /** On a wall nobody opens a table: it is there for screen readers alone. */
  wall?: boolean
}

// ECharts is heavier than most pages: it comes when one needs it.
const Drawn = lazy(() => import('./drawn'))

export function Chart(given: Charted) {
  if (given.labels.length === 0) return null
  return (
    <figure className="charted">
      <Suspense fallback={<div className="chart" />}><Drawn {...given} /></Suspense>
      {given.wall ? <div className="heard"><Numbers {...given} /></div> : <details><summary>{given.title}，以表格看</summary><Numbers {...given} /></details>}
    </figure>
  )
}

function Numbers({ title, of, labels, series, unit = '' }: Charted) {
  return (
    <div className="sheet" tabIndex={0} role="region" aria-label={title}>
      <table>
        <thead><tr><th scope="col">{of}</th>{series.map(({ name }) => <th key={name} scope="col" className="number">{name}{unit && `（${unit}）`}</th>)}</tr></thead>
        <tbody>
          {labels.map((label, at) => (
            <tr key={label}><th scope="row">{label}</th>{series.map(({ name, values }) => <td key={name} className="number">{values[at] ?? '—'}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
