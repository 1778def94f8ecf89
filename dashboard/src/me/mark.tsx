// 议18: every page and every print names who looks at it, and when. Each is text of its own: a pattern or a
// background is left out by some printers. A drawing stands on the first sheet alone; small boxes that are fixed, on each.
import { useState } from 'react'
import { lastFour, timeSaid } from '../shared/said'
import { useViewer } from './viewer'

const ACROSS = 230, DOWN = 150
// Of a sheet, in hundredths.
const LEFTS = [4, 36, 68], TOPS = [6, 20, 34, 48, 62, 76, 88]

/** Where the marks stand: enough for the whole screen, whichever way it is held. */
function places(): [number, number][] {
  const most = Math.max(screen.width, screen.height), found: [number, number][] = []
  for (let y = 0; y * DOWN < most; y++) {
    for (let x = 0; x * ACROSS < most; x++) found.push([x * ACROSS + (y % 2 ? 90 : 10), y * DOWN + 110])
  }
  return found
}

export function Mark() {
  const { me } = useViewer()
  const [opened] = useState(() => timeSaid(new Date().toISOString()))
  const [marks] = useState(places)
  const name = `${me.realName} ${lastFour(me.userName)}`
  return (
    <div aria-hidden="true">
      <svg className="mark" focusable="false">
        <defs><g id="mark"><text fontSize="16">{name}</text><text y="22" fontSize="13">{opened}</text></g></defs>
        {marks.map(([x, y]) => <use key={`${x} ${y}`} href="#mark" transform={`translate(${x} ${y}) rotate(-20)`} />)}
      </svg>
      {TOPS.map(top => LEFTS.map(left => <span className="mark-print" key={`${left} ${top}`} style={{ left: `${left}%`, top: `${top}%` }}>{name}<br />{opened}</span>))}
    </div>
  )
}
