// A version of a measure as the pages hold it, and what is kept of a text that was changed.
import { useLocation } from 'wouter'
import type { Data } from '../../shared/api'
import { useChange } from '../change'
import { useViewer } from '../viewer'

export type Version = Extract<NonNullable<Data<'Version'>['node']>, { digest: string }>
export type Clause = NonNullable<Version['clauses']>[number]
export type Problem = Version['problems'][number]

/** Whether a text may be written by whoever looks: a draft is changed, of any other version a new draft is made. */
export function useKeeping(version: Version) {
  const { committee, year } = useViewer()
  const { change, running, refused } = useChange()
  const [, go] = useLocation()
  const draft = version.state === 'DRAFT'
  const keep = async (text: string, reason?: string): Promise<boolean> => {
    const rules = { text, file: version.file }
    if (draft) {
      const done = await change('ChangeDraft', { input: { id: version.id, digest: version.digest, rules, reason: reason || null } }, '草稿已改')
      return done !== null
    }
    const input = { committee, year: version.year, rules: { ...rules, catalogue: version.catalogue }, reason: reason || null }
    const kept = await change('DraftRuleSet', { input }, '已另存为新的草稿，现在的办法没有动')
    if (kept?.version) go(`/desk/rules/${encodeURIComponent(kept.version.id)}?year=${year}`)
    return kept !== null
  }
  return { keep, running, refused, draft }
}

/** What lint says of the lines of a clause, which end where the next clause begins. */
export function problemsOf(clause: Clause, clauses: Clause[], problems: Problem[]): Problem[] {
  if (clause.line === null) return []
  const from = clause.line
  const below = clauses.map(one => one.line ?? 0).filter(line => line > from)
  const until = below.length ? Math.min(...below) : Infinity
  return problems.filter(one => one.line >= from && one.line < until)
}
