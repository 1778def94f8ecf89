// What others did to a record while somebody looked at it.
import type { Edit } from '../shared/api'
import { timeSaid } from '../shared/said'
import { ACTIONS } from './words'

export function Edits({ of }: { of: Edit[] }) {
  return (
    <ul>
      {of.map((one, at) => <li key={at}>{timeSaid(one.at)} {one.actor} {ACTIONS[one.action]}{one.changes.length > 0 && `：${one.changes.join('；')}`}</li>)}
    </ul>
  )
}
