// What the charts show, out of what the server told: the same on 概览, 统计 and 大屏.
import type { Data } from '../shared/api'
import type { Charted } from './chart'

export type Overview = NonNullable<Data<'Overview'>['committee']>
type Run = NonNullable<Overview['run']>
type Activity = NonNullable<Overview['activity']>
type Timeliness = NonNullable<Overview['timeliness']>
type Groups = NonNullable<Run['sectors']>['groups']

// From so many on, a mean tells of nobody what they have (as in `services/results/anonymous.py`).
const FEWEST = 5
const NOBODY = '没有写部门的'

/** What of each of the keys is summed, in the order in which they come. */
function summed<T>(rows: T[], key: (row: T) => string, ...numbers: ((row: T) => number)[]): [string, number[]][] {
  const sums = new Map<string, number[]>()
  for (const row of rows) {
    const before = sums.get(key(row)) ?? numbers.map(() => 0)
    sums.set(key(row), numbers.map((number, at) => (before[at] ?? 0) + number(row)))
  }
  return [...sums]
}

function charted(title: string, of: string, rows: [string, number[]][], names: string[], more: Partial<Charted>): Charted {
  return { title, of, labels: rows.map(([label]) => label), series: names.map((name, at) => ({ name, values: rows.map(([, values]) => values[at] ?? 0) })), ...more }
}

/** The points of each category, all members together. */
export function categories(measure: Run['measure'], more: Partial<Charted> = {}): Charted {
  const rows = (measure ?? []).filter(one => one.node.depth === 1)
  return { title: '各类得分', of: '类', unit: '分', lying: true, labels: rows.map(one => one.node.title), series: [{ name: '合计', values: rows.map(one => one.points) }], ...more }
}

/** What the members of each group have on average, the most first. */
export function groups(title: string, of: string, found: Groups | undefined, more: Partial<Charted> = {}): Charted {
  const rows = [...found ?? []].sort((one, other) => Number(other.mean) - Number(one.mean))
  return { title, of, unit: '分', lying: true, labels: rows.map(one => `${one.group}（${one.members} 名）`), series: [{ name: '人均', values: rows.map(one => one.mean) }], ...more }
}

/** The groups that may be shown to anybody, and how many are left out. */
export function shownToAll(found: Groups | undefined): { shown: Groups; left: number } {
  const shown = (found ?? []).filter(one => one.members >= FEWEST)
  return { shown, left: (found?.length ?? 0) - shown.length }
}

/** Occasions and works month by month; where the months are of more than one year, each says which. */
export function months(rows: Activity, more: Partial<Charted> = {}): Charted {
  const years = new Set(rows.map(one => one.month.slice(0, 4)))
  const said = (month: string) => `${years.size > 1 ? `${month.slice(0, 4)}年` : ''}${Number(month.slice(5, 7))}月`
  const sums = summed(rows, one => said(one.month), one => one.occasions, one => one.works)
  return charted('逐月的会议活动和作品', '月份', sums, ['会议活动', '作品'], { unit: '条', ...more })
}

/** Occasions and works of each department, the most first. */
export function departments(rows: Activity, more: Partial<Charted> = {}): Charted {
  const sums = summed(rows, one => one.department ?? NOBODY, one => one.occasions, one => one.works)
  sums.sort(([, one], [, other]) => total(other) - total(one))
  return charted('各部门的会议活动和作品', '部门', sums, ['会议活动', '作品'], { unit: '条', lying: true, ...more })
}

/** What each department has submitted in time, late, and not yet though it is due. */
export function timeliness(rows: Timeliness, more: Partial<Charted> = {}): Charted {
  const sums = summed(rows, one => one.department ?? NOBODY, one => one.inTime, one => one.late, one => one.overdue)
  const due = sums.filter(([, numbers]) => total(numbers) > 0)
  return charted('各部门录入及时情况', '部门', due, ['按期', '补录', '过期没有提交'], { unit: '条', lying: true, ...more })
}

/** How many of what has a deadline came in time, in percent; empty where nothing has. */
export function inTime(rows: Timeliness): string {
  const due = rows.reduce((sum, one) => sum + one.inTime + one.late + one.overdue, 0)
  return due ? `${(rows.reduce((sum, one) => sum + one.inTime, 0) / due * 100).toFixed(1)}%` : ''
}

/** Occasions and works of the year. */
export function held(rows: Activity): { occasions: number; works: number } {
  return { occasions: rows.reduce((sum, one) => sum + one.occasions, 0), works: rows.reduce((sum, one) => sum + one.works, 0) }
}

function total(numbers: number[]): number { return numbers.reduce((sum, one) => sum + one, 0) }
