// What the server's words for states and actions are called on the pages; what files of lists say, too, stands in
// words.json, which the server reads.
import words from '../../words.json'
import type { AccountState, BulletinLayout, DueState, HandlingAction, HandlingState, LeaveState, ObjectionAbout, ObjectionState, ObjectionVerdict, OpinionCallState, OpinionLeadAction, OpinionLeadState, OpinionOutcomeKind, OpinionPaperAction, OpinionPaperState, OpinionRatingState, OpinionRatingValue, OpinionState, RecordAction, RecordState, RuleSetState, SampleCure, SampleState } from '../shared/operations'
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

export const DUE: Record<DueState, string> = words.due

export const OBJECTION_STATES: Record<ObjectionState, string> = words.objectionStates

export const VERDICTS: Record<ObjectionVerdict, string> = words.verdicts

export const LEAVE_STATES: Record<LeaveState, string> = words.leaveStates

export const SAMPLE_CURES: Record<SampleCure, string> = words.sampleCures

/** The heads of what is counted of departments and kinds. */
export const TIMELINESS = words.timeliness

export const OPINION_STATES: Record<OpinionState, { said: string; colour: string }> = {
  DRAFT: { said: '草稿', colour: 'default' },
  SUBMITTED: { said: '待初审', colour: 'gold' },
  RETURNED: { said: '已退回', colour: 'volcano' },
  ACCEPTED: { said: '初审通过', colour: 'green' },
  EDITED: { said: '编发中', colour: 'blue' },
  SIGNED: { said: '已签发', colour: 'geekblue' },
  KEPT: { said: '留存备查', colour: 'default' },
  WITHDRAWN: { said: '已撤回', colour: 'default' },
  PURGED: { said: '已清除', colour: 'red' },
}

export const CALL_STATES: Record<OpinionCallState, { said: string; colour: string }> = {
  DRAFT: { said: '草稿', colour: 'default' },
  OPEN: { said: '征集中', colour: 'blue' },
  CLOSED: { said: '已截止', colour: 'geekblue' },
  WITHDRAWN: { said: '已撤回', colour: 'default' },
}

export const LEAD_STATES: Record<OpinionLeadState, { said: string; colour: string }> = {
  HANDED: { said: '待接办', colour: 'gold' },
  TAKEN: { said: '已接办', colour: 'blue' },
  ASIDE: { said: '已搁置', colour: 'default' },
  PURGED: { said: '已清除', colour: 'red' },
}
export const LEAD_STEPS: Record<OpinionLeadAction, string> = { ENTER: '登记', TAKE_UP: '接办', PUT_ASIDE: '搁置', HAND_ON: '转交', PURGE: '清除' }

export const OUTCOMES: Record<OpinionOutcomeKind, string> = { ADOPTION: '采用', INSTRUCTION: '批示' }

export const PAPER_STATES: Record<OpinionPaperState, { said: string; colour: string }> = {
  EDITING: { said: '编辑中', colour: 'gold' },
  SIGNING: { said: '审签中', colour: 'blue' },
  SIGNED: { said: '已签发', colour: 'geekblue' },
  DROPPED: { said: '已撤销', colour: 'default' },
}

export const PAPER_STEPS: Record<OpinionPaperAction, string> = {
  BEGIN: '编成', SAVE: '修改', DROP: '撤销', HAND_UP: '送签', CALL_BACK: '收回', SIGN: '签', ISSUE: '签，签发', SEND_BACK: '退回编辑', PURGE: '清除',
}

export const HANDLING_STATES: Record<HandlingState, { said: string; colour: string }> = {
  SENT: { said: '待签收', colour: 'gold' },
  RECEIVED: { said: '已签收', colour: 'gold' },
  ACCEPTED: { said: '办理中', colour: 'blue' },
  EXTENDING: { said: '申请延期', colour: 'gold' },
  PAUSED: { said: '已暂停', colour: 'default' },
  RETURNED: { said: '申请退办', colour: 'gold' },
  ANSWERED: { said: '答复待审核', colour: 'gold' },
  CLOSED: { said: '已办结', colour: 'green' },
  DROPPED: { said: '已撤销', colour: 'default' },
}

export const HANDLING_STEPS: Record<HandlingAction, string> = {
  SEND: '转办', RECEIVE: '签收', CO_RECEIVE: '协办签收', ACCEPT: '承办', RETURN: '申请退办', UPHOLD: '维持承办', REASSIGN: '改派',
  ASK_EXTENSION: '申请延期', GRANT_EXTENSION: '同意延期', REFUSE_EXTENSION: '不同意延期', PAUSE: '暂停', RESUME: '恢复',
  ANSWER: '答复', PASS: '审核通过', REDO: '退回重办', PURGE: '清除',
  REOPEN: '不满意，再办一次', CONTACT: '与作者联系', REPORT_CONTACT: '记单位与作者的联系',
}

export const RATINGS: Record<OpinionRatingValue, { said: string; colour: string }> = {
  SATISFIED: { said: '满意', colour: 'green' },
  FAIRLY_SATISFIED: { said: '基本满意', colour: 'blue' },
  DISSATISFIED: { said: '不满意', colour: 'red' },
  UNRATED: { said: '未评价', colour: 'default' },
}

export const RATING_STATES: Record<OpinionRatingState, { said: string; colour: string }> = {
  AWAITED: { said: '待评价', colour: 'gold' },
  GIVEN: { said: '已评价', colour: 'green' },
  REOPENED: { said: '再办中', colour: 'volcano' },
  FINAL: { said: '已定', colour: 'default' },
}

/** How much time a unit has left, in working days. */
export function termSaid({ state, due, daysLeft }: { state: HandlingState; due: string | null; daysLeft: number | null }): string {
  if (state === 'PAUSED') return '暂停着，期限不走'
  if (state === 'CLOSED' || state === 'DROPPED') return HANDLING_STATES[state].said
  if (state === 'ANSWERED') return '已答复，等审核'
  if (due === null || daysLeft === null) return '期限等放假安排公布'
  if (daysLeft < 0) return `过期 ${-daysLeft} 个工作日`
  return daysLeft === 0 ? '今天到期' : `还剩 ${daysLeft} 个工作日`
}

export const LAYOUTS: Record<BulletinLayout, string> = { OFFICIAL: '公文', BRIEF: '简报' }

export const ABOUT: Record<ObjectionAbout, string> = words.objectionAbout

export const SAMPLE_STATES: Record<SampleState, { said: string; colour: string }> = {
  FROZEN: { said: words.sampleStates.FROZEN, colour: 'gold' },
  DRAWN: { said: words.sampleStates.DRAWN, colour: 'green' },
  ABANDONED: { said: words.sampleStates.ABANDONED, colour: 'default' },
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
