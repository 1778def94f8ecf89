// 议18: every page and every print names who looks at it, and when. Drawn, so that it is printed too.
import { useState } from 'react'
import { lastFour, timeSaid } from '../shared/said'
import { useViewer } from './viewer'

export function Mark() {
  const { me } = useViewer()
  const [opened] = useState(() => timeSaid(new Date().toISOString()))
  return (
    <svg className="mark" aria-hidden="true" focusable="false">
      <defs>
        <pattern id="mark" width="220" height="170" patternUnits="userSpaceOnUse" patternTransform="rotate(-20)">
          <text x="12" y="60" fontSize="16">{me.realName} {lastFour(me.userName)}</text>
          <text x="12" y="84" fontSize="13">{opened}</text>
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill="url(#mark)" />
    </svg>
  )
}
