// Whose a record is, by what the server lets whoever looks do with it.
import type { RecordAction } from '../shared/operations'

// In each state one of these is left to those who enter such records, and to nobody else.
const ENTERING: RecordAction[] = ['CHANGE', 'CORRECT', 'REINSTATE']

/** Whether it is theirs to enter; who enters an occasion also has its sign-in by code (履5、6). */
export function enters({ availableActions }: { availableActions: RecordAction[] }): boolean {
  return availableActions.some(one => ENTERING.includes(one))
}
