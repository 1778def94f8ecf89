// What the server's words for states and actions are called on the pages.
import type { AccountState, BulletinLayout, DueState, ObjectionAbout, ObjectionState, OpinionState, RecordAction, RecordState, RuleSetState, SampleState } from '../shared/operations'
import { daySaid } from '../shared/said'

export const STATES: Record<RecordState, { said: string; colour: string }> = {
  DRAFT: { said: '草稿', colour: 'default' },
  SUBMITTED: { said: '待审核', colour: 'gold' },
  RETURNED: { said: '已退回', colour: 'volcano' },
  APPROVED: { said: '已通过', colour: 'green' },
  ARCHIVED: { said: '已归档', colour: 'geekblue' },
  WITHDRAWN: { said: '已撤回', colour: 'default' },
}

export const ACCOUNT_STATES: Record<AccountState, { said: string; colour: string }> = {
  ACTIVE: { said: '正常', colour: 'green' },
  LOCKED: { said: '锁定', colour: 'volcano' },
  CLOSED: { said: '注销', colour: 'default' },
}

export const ACTIONS: Record<RecordAction, string> = {
  ADD: '录入', CHANGE: '改正', LINK: '关联', SUBMIT: '提交', APPROVE: '通过', RETURN: '退回', ARCHIVE: '归档',
  WITHDRAW: '撤回', REINSTATE: '恢复', CORRECT: '更正', END: '撤下',
}

export const DUE: Record<DueState, string> = {
  OPEN: '没有到期', DUE_SOON: '快到期', OVERDUE: '已过期', DONE: '按期', LATE: '补录', UNKNOWN: '期限不知道', NONE: '没有期限',
}

export const OBJECTION_STATES: Record<ObjectionState, string> = {
  SUBMITTED: '等受理', ACCEPTED: '等答复', ANSWERED: '已答复', CLOSED: '已办结', WITHDRAWN: '已撤回',
}

export const OPINION_STATES: Record<OpinionState, { said: string; colour: string }> = {
  DRAFT: { said: '草稿', colour: 'default' },
  SUBMITTED: { said: '待初审', colour: 'gold' },
  RETURNED: { said: '已退回', colour: 'volcano' },
  ACCEPTED: { said: '初审通过', colour: 'green' },
  KEPT: { said: '留存备查', colour: 'default' },
  WITHDRAWN: { said: '已撤回', colour: 'default' },
}

export const LAYOUTS: Record<BulletinLayout, string> = { OFFICIAL: '公文', BRIEF: '简报' }

export const ABOUT: Record<ObjectionAbout, string> = { RECORD: '记录', MISSING: '缺记录', AWARD: '得分', RANK: '名次' }

export const SAMPLE_STATES: Record<SampleState, { said: string; colour: string }> = {
  FROZEN: { said: '已冻结，等报数字', colour: 'gold' },
  DRAWN: { said: '已抽取', colour: 'green' },
  ABANDONED: { said: '作废', colour: 'default' },
}

/** Which records a sample's list has, in words. */
export function frameSaid({ year, kinds, departments, since, until }: { year: number; kinds: string[] | null; departments: string[] | null; since: string | null; until: string | null }): string {
  return [`${year} 年度`, kinds?.join('、'), departments?.join('、'), since && `${daySaid(since)}起`, until && `到${daySaid(until)}`].filter(Boolean).join(' · ')
}

export const VERSIONS: Record<RuleSetState, { said: string; colour: string }> = {
  DRAFT: { said: '草稿', colour: 'default' },
  IN_REVIEW: { said: '送审', colour: 'gold' },
  PUBLISHED: { said: '生效', colour: 'green' },
  SUPERSEDED: { said: '已被取代', colour: 'default' },
  WITHDRAWN: { said: '已撤回', colour: 'default' },
}
