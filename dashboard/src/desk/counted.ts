// A count of the analysis as an address says it, so that it opens the list of the items behind it.
import type { OpinionCountedInput, OpinionFigure, OpinionGrouping } from '../shared/operations'

export const GROUPINGS: Record<OpinionGrouping, string> = { AREA: '关注重点', SECTOR: '界别', DEPARTMENT: '部门', UNIT: '主办单位', MONTH: '月份' }
export const FIGURES: Record<OpinionFigure, string> = { RECEIVED: '收到', ACCEPTED: '初审通过', ISSUED: '签发', ADOPTED: '采用', INSTRUCTED: '批示', DUE: '应当答复', IN_TIME: '按时答复', RATED: '评价定下' }
const NAMES = ['figure', 'from', 'to', 'level', 'by', 'key'] as const

/** The list of the items of a count; `search` narrows it. */
export function listOf(counted: OpinionCountedInput, search?: string): string {
  const told: Record<(typeof NAMES)[number], string | null | undefined> = { figure: counted.figure, from: counted.firstDay, to: counted.lastDay, level: counted.level, by: counted.by, key: counted.by ? counted.key : null }
  const words = new URLSearchParams({ state: 'ALL' })
  for (const name of NAMES) if (told[name] != null) words.set(name, told[name])
  if (search) words.set('search', search)
  return `/desk/opinions?${words}`
}

/** The count that an address tells of, if it tells of one. */
export function countedIn(told: URLSearchParams): OpinionCountedInput | null {
  const figure = told.get('figure'), firstDay = told.get('from'), lastDay = told.get('to')
  if (!figure || !firstDay || !lastDay || !(figure in FIGURES)) return null
  const by = told.get('by')
  return { figure: figure as OpinionFigure, firstDay, lastDay, level: told.get('level'), by: by && by in GROUPINGS ? by as OpinionGrouping : null, key: told.get('key') ?? '' }
}

/** What an address says no more when the count is left. */
export const NOT_COUNTED = Object.fromEntries(NAMES.map(name => [name, null]))
