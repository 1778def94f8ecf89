// 议18: every page names who looks at it, and when.
import { useState } from 'react'
import { PrintMark } from '../shared/print_mark'
import { lastFour, timeSaid } from '../shared/said'
import { useViewer } from './viewer'

const ACROSS = 230, DOWN = 150

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
      <PrintMark name={name} opened={opened} />
    </div>
  )
}
