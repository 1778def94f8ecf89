// 议18: each sheet of a print names who printed it, and when. A drawing stands on the first sheet alone; small boxes
// that are fixed stand on each.
import './print_mark.css'

// Of a sheet, in hundredths.
const LEFTS = [4, 36, 68], TOPS = [6, 20, 34, 48, 62, 76, 88]

export function PrintMark({ name, opened }: { name: string; opened: string }) {
  return <>{TOPS.map(top => LEFTS.map(left => <span aria-hidden="true" className="mark-print" key={`${left} ${top}`} style={{ left: `${left}%`, top: `${top}%` }}>{name}<br />{opened}</span>))}</>
}
