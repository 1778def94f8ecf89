// What the server's words and numbers are called on a member's pages.
import type { Data } from '../shared/api'

type Nodes<T extends { nodes: unknown[] } | null> = NonNullable<T>['nodes'][number]
type Me<K extends 'OwnObjections' | 'OwnLeaves' | 'OwnFeedback' | 'OwnAwards'> = NonNullable<Data<K>['me']>

export type Objection = Nodes<Me<'OwnObjections'>['objections']>
export type Leave = Nodes<Me<'OwnLeaves'>['leaves']>
export type Opinion = Nodes<Me<'OwnFeedback'>['feedback']>
export type Award = Nodes<NonNullable<NonNullable<Me<'OwnAwards'>['memberships']>[number]['standing']>['awards']>

/** The membership in which one is scored in the year that was asked for; null where there is none. */
export function membership<M>(data: { me: { memberships: M[] | null } | null } | undefined): M | null {
  const found = data && data.me && data.me.memberships
  return (found && found[0]) || null
}

/** 12 of 12.00, 1.5 of 1.50: the same number in fewer signs. */
export function points(number: string): string {
  return number.includes('.') ? number.replace(/0+$/, '').replace(/\.$/, '') : number
}

/** Today in China, or so many days after it, as an ISO day. */
export function today(after = 0): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(new Date(Date.now() + after * 86_400_000))
  const of = (type: string) => (parts.find(part => part.type === type) || { value: '' }).value
  return `${of('year')}-${of('month')}-${of('day')}`
}

export const RECORD_STATES: Record<string, string> = {
  DRAFT: '草稿，还不计分', SUBMITTED: '等审核，还不计分', RETURNED: '审核退回，还不计分',
  APPROVED: '已通过审核，计分', ARCHIVED: '已归档，计分', WITHDRAWN: '已撤回，不计分',
}
export const OBJECTION_STATES: Record<Objection['state'], string> = {
  SUBMITTED: '已提交，等受理', ACCEPTED: '已受理，等答复', ANSWERED: '已答复', CLOSED: '已办结', WITHDRAWN: '已撤回',
}
export const OBJECTED: Record<Objection['about'], string> = {
  RECORD: '一条记录', MISSING: '缺了一条记录', AWARD: '一行得分', RANK: '名次',
}
export const VERDICTS: Record<string, string> = { UPHELD: '成立', PARTLY: '部分成立', REFUSED: '不成立' }
export const STEPS: Record<string, string> = {
  RAISE: '提出', ACCEPT: '受理', PASS_ON: '转委员工作委员会', ANSWER: '答复', CLOSE: '办结', WITHDRAW: '撤回',
}
export const LEAVE_STATES: Record<Leave['state'], string> = {
  ASKED: '已提出，等批复', APPROVED: '已批准', REFUSED: '没有批准', WITHDRAWN: '已撤回',
}
export const APPROVERS: Record<Leave['approver'], string> = {
  SIGNER: '主席（签批领导）', OFFICE: '主席（办公室代办）', ORGANISER: '组织的部门',
}
export const OPINION_KINDS: Record<Opinion['kind'], string> = { PROBLEM: '问题', SUGGESTION: '建议', CORRECTION: '个人信息更正' }
export const OPINION_STATES: Record<Opinion['state'], string> = {
  RECEIVED: '已收到，等答复', IN_PROGRESS: '在办', DONE: '办结', DECLINED: '没有采纳',
}
type Item = NonNullable<Data<'OwnOpinion'>['opinion']>
export const ITEM_STATES: Record<Item['state'], string> = {
  DRAFT: '草稿，还没有提交', SUBMITTED: '已提交，等办公室初审', RETURNED: '已退回，改好可以再提交',
  ACCEPTED: '初审通过', EDITED: '正在编辑、审签', SIGNED: '已签发', KEPT: '留存备查，这次没有采用', WITHDRAWN: '已撤回',
  PURGED: '因为涉密被清除，内容、附件都没有了',
}
export const ITEM_STEPS: Record<Item['steps'][number]['action'], string> = {
  SAVE: '保存', SUBMIT: '提交', WITHDRAW: '撤回', ACCEPT: '初审通过', KEEP_ON_FILE: '留存备查', RETURN: '退回',
  PURGE: '清除', TAKE_UP: '编入', LET_GO: '放回，等重新编', ISSUE: '签发', HEAR: '有了承办单位的答复', RATE: '评价',
  COUNT: '计入履职', NOTE_OUTCOME: '记下采用、批示', TAKE_BACK_OUTCOME: '收回记错的采用、批示',
  WITHHOLD: '不公开', PUT_BACK: '恢复公开', AGREE: '同意公开', DISAGREE: '不同意公开',
}
type Call = NonNullable<Data<'OpinionCalls'>['opinionCalls']>['nodes'][number]
export const CALL_STATES: Record<Call['state'], string> = { DRAFT: '草稿', OPEN: '征集中', CLOSED: '已截止', WITHDRAWN: '已撤回，不再收' }
type Lead = NonNullable<Data<'OpinionLeads'>['opinionLeads']>['nodes'][number]
export const LEAD_STATES: Record<Lead['state'], string> = { HANDED: '等您接办', TAKEN: '已接办', ASIDE: '已搁置', PURGED: '因为涉密被清除' }
type Handling = NonNullable<Item['handling']>
export const HANDLING_STATES: Record<Handling['state'], string> = {
  SENT: '已转出，等单位签收', RECEIVED: '单位已签收', ACCEPTED: '办理中', EXTENDING: '办理中，单位申请了延期', PAUSED: '办公室暂停了',
  RETURNED: '单位要退办，等办公室定', ANSWERED: '单位答复了，等办公室审核', CLOSED: '已办结', DROPPED: '不再办了',
}
export const HANDLING_STEPS: Record<Handling['steps'][number]['action'], string> = {
  SEND: '转办', RECEIVE: '签收', CO_RECEIVE: '协办签收', ACCEPT: '承办', RETURN: '申请退办', UPHOLD: '仍由原单位办', REASSIGN: '改派别的单位',
  ASK_EXTENSION: '申请延期', GRANT_EXTENSION: '同意延期', REFUSE_EXTENSION: '不同意延期', PAUSE: '暂停', RESUME: '恢复',
  ANSWER: '答复', PASS: '审核通过', REDO: '退回重办', PURGE: '清除',
  REOPEN: '不满意，再办一次', CONTACT: '单位联系了作者', REPORT_CONTACT: '办公室记下单位的联系',
}
type Rating = NonNullable<Item['rating']>
export const RATINGS: Record<NonNullable<Rating['counted']>, string> = { SATISFIED: '满意', FAIRLY_SATISFIED: '基本满意', DISSATISFIED: '不满意', UNRATED: '未评价' }
export const RATING_STATES: Record<Rating['state'], string> = { AWAITED: '请评价', GIVEN: '已评价', REOPENED: '不满意，再办中', FINAL: '已定' }
export const CHANNELS: Record<string, string> = {
  INBOX: '只在这里看', MAIL: '邮件', WEBHOOK: '单位的系统', ZHEZHENGDING: '浙政钉（绑定了的）',
}
