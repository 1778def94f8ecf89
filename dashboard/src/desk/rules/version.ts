// A version of a measure as the pages hold it, and what is kept of a text that was changed.
import { useLocation } from 'wouter'
import type { Data } from '../../shared/api'
import { useChange } from '../change'
import { useViewer } from '../viewer'

export type Version = Extract<NonNullable<Data<'Version'>['node']>, { digest: string }>
export type Clause = NonNullable<Version['clauses']>[number]
export type Problem = Version['problems'][number]

/** How a text is kept: a draft is changed, of any other version a new draft is made. */
export function useKeeping(version: Version) {
  const { committee, year } = useViewer()
  const { change, running, refused } = useChange()
  const [, go] = useLocation()
  const draft = version.state === 'DRAFT'
  /** `digest` is that of the text which was changed: what somebody else wrote meanwhile is not written over. */
  const keep = async (text: string, reason?: string, digest = version.digest): Promise<boolean> => {
    const rules = { text, file: version.file }
    if (draft) {
      const done = await change('ChangeDraft', { input: { id: version.id, digest, rules, reason: reason || null } }, '草稿已改')
      return done !== null
    }
    const input = { committee, year: version.year, rules: { ...rules, catalogue: version.catalogue }, reason: reason || null }
    const kept = await change('DraftRuleSet', { input }, '已另存为新的草稿，现在的办法没有动')
    if (kept?.version) go(`/desk/rules/${encodeURIComponent(kept.version.id)}?year=${year}`)
    return kept !== null
  }
  return { keep, running, refused, draft }
}

/** The line of a version's whole text that is this line of one of its files: supplements stand behind the measure. */
export function lineOf(version: Version, file: string, line: number): number {
  if (file === version.file) return line
  const seam = version.text.split('\n').indexOf(`--- # 补充规定文件：${file}`)
  return seam < 0 ? 1 : seam + 1 + line
}

/** What lint says of the lines of a clause, which end where the next clause begins. */
export function problemsOf(clause: Clause, version: Version): Problem[] {
  const from = clause.line
  if (from === null) return []
  const below = (version.clauses ?? []).map(one => one.line ?? 0).filter(line => line > from)
  const until = below.length ? Math.min(...below) : Infinity
  return version.problems.filter(one => one.file === version.file && one.line >= from && one.line < until)
}
