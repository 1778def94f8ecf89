// Written by `python -m dashboard --write` from schema/schema.graphql and dashboard/queries.

export type MemberFilter = { attribute: string; values: Array<string> }
export type NoticeKind = 'DUE' | 'OVERDUE' | 'SUBMITTED' | 'RETURNED' | 'WAITING' | 'ACCEPTED' | 'ANSWERED' | 'SAMPLED'
export type NoticeSubject = 'RECORD' | 'CORRECTION' | 'CO_SIGNATURE' | 'SAMPLE' | 'OBJECTION' | 'LEAVE' | 'FEEDBACK' | 'CONNECTOR_EVENT' | 'PERSON' | 'ACCOUNT'
export type RankingBy = 'TOTAL' | 'POINTS' | 'RECORDS' | 'WORKS'

export interface Operations {
  MembersFound: { variables: { committee: string; year: number; search: string }; data: { committee: { members: { nodes: Array<{ id: string; number: string; name: string; attributes: Array<{ name: string; value: string }> | null }> } | null } | null } }
  Notices: { variables: { unseen: boolean; first: number; after?: string | null }; data: { me: { unseenNotices: number | null; notices: { totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string | null }; nodes: Array<{ number: number; kind: NoticeKind; text: string; subject: NoticeSubject; record: string | null; subjectNumber: number | null; day: string; madeAt: string; seenAt: string | null }> } | null } | null } }
  Ranking: { variables: { committee: string; year: number; scope: string; where?: Array<MemberFilter> | null; search?: string | null; by: RankingBy; node?: string | null; against?: string | null; first?: number | null; after?: string | null; last?: number | null; before?: string | null }; data: { committee: { run: { id: string; madeAt: string; memberCount: number; rankedCount: number; questions: number; closing: { closedAt: string; closedBy: string } | null; ruleSet: { title: string; scopes: Array<string>; memberAttributes: Array<{ name: string; values: Array<string> }> }; measure: Array<{ points: string; members: number; node: { code: string; title: string; cap: string | null; depth: number } }> | null; ranking: { totalCount: number; rankedCount: number; pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }; nodes: Array<{ rank: number | null; tied: number; total: string; value: string; grade: string | null; unranked: string | null; questions: number; group: string | null; gates: Array<{ title: string }>; change: { rankDifference: number | null; difference: string } | null; member: { id: string; number: string; name: string; attributes: Array<{ name: string; value: string }> | null } }> } | null } | null; runs: { nodes: Array<{ id: string; name: string | null; live: boolean; madeAt: string; day: string | null }> } | null } | null } }
  Viewer: { variables: {  }; data: { me: { realName: string; userName: string; department: string | null; committee: string; rights: Array<string>; secondFactorToSetUp: boolean; unseenNotices: number | null; roles: Array<{ role: string; department: string | null }>; memberships: Array<{ years: Array<number>; member: { id: string; name: string; number: string } }> | null } | null; committees: Array<{ code: string; name: string; years: Array<number>; revision: number }> } }
}

export const hashes: Record<keyof Operations, string> = {
  MembersFound: 'ed4773b260db273f13bf59395d63c8de78afaaee546df7832444aafe701b1798',
  Notices: 'b0c2586db8bf392dcc5c0a84f114271dc4415a4bedcb65362c7d432c14e1bbb1',
  Ranking: 'dbeeb396fc9f0aabd0671c7961297c5e18ac0b30adea54996a75db0122fc4e2b',
  Viewer: 'cdd5bb79dc0b412e8dc0f92686e38075813befbdad87f813ef60bcffe88e7b0d',
}
