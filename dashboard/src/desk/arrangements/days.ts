// Days as offices write them, one stretch a line: `2027-02-05`, `2月5日`, `2月5日至11日`, `2027-02-05 至 2027-02-11`.
import dayjs from 'dayjs'
import { daySaid } from '../../shared/said'

const DAY = '(?:(?:(\\d{4})[-年/.])?(\\d{1,2})[-月/.])?(\\d{1,2})日?'
const STRETCH = new RegExp(`^${DAY}(?:(?:至|到|—|～|~|\\.\\.)${DAY})?$`)
const LONGEST = 31

/** All days of the lines, in order; throws an error that says which line it cannot read. */
export function daysOf(written: string, year: number): string[] {
  const days = written.split(/[\n，,、;；]/).map(line => line.replace(/[（(].*?[)）]|\s/g, '')).filter(Boolean).flatMap(line => stretch(line, year))
  const twice = days.find((day, at) => days.indexOf(day) !== at)
  if (twice) throw new Error(`${daySaid(twice)}写了两次`)
  return days.sort()
}

function stretch(line: string, year: number): string[] {
  const found = STRETCH.exec(line)
  if (!found || !found[2]) throw new Error(`看不懂“${line.slice(0, 30)}”：写成 2月5日，或 2月5日至2月11日`)
  const [, firstYear = String(year), firstMonth, firstDay, lastYear = firstYear, lastMonth = firstMonth, lastDay = firstDay] = found
  const first = day(line, firstYear, firstMonth!, firstDay!), last = day(line, lastYear, lastMonth!, lastDay!)
  const length = last.diff(first, 'day') + 1
  if (length < 1 || length > LONGEST) throw new Error(`“${line.slice(0, 30)}”不是从前到后的几天`)
  return Array.from({ length }, (_, at) => first.add(at, 'day').format('YYYY-MM-DD'))
}

function day(line: string, ...[year, month, dayOfMonth]: [string, string, string]) {
  const written = `${year}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`
  const found = dayjs(written)
  if (found.format('YYYY-MM-DD') !== written) throw new Error(`“${line.slice(0, 30)}”里没有这一天`)
  return found
}

/** The days as lines again, those that follow one another as one stretch. */
export function linesOf(days: string[]): string {
  const stretches: [string, string][] = []
  for (const one of [...days].sort()) {
    const before = stretches.at(-1)
    if (before && dayjs(before[1]).add(1, 'day').format('YYYY-MM-DD') === one) before[1] = one
    else stretches.push([one, one])
  }
  return stretches.map(([first, last]) => first === last ? first : `${first} 至 ${last}`).join('\n')
}
