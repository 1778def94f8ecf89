// Dates, times and numbers as they are written in Chinese offices. Points are decimal words and stay so.
// China is so many milliseconds ahead, all the year.
const AHEAD = 8 * 3_600_000
const CHINA = { timeZone: 'Asia/Shanghai' } as const
const TIME = new Intl.DateTimeFormat('zh-CN', { ...CHINA, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hour12: false })

/** 2026年3月5日, of the ISO day 2026-03-05; of an ISO time its day in China. */
export function daySaid(day: string): string {
  const own = day.includes('T') ? new Date(Date.parse(day) + AHEAD).toISOString().slice(0, 10) : day
  const [year, month, date] = own.split('-').map(Number)
  return `${year}年${month}月${date}日`
}

/** 2026/03/05 14:30 in China, of an ISO time. */
export function timeSaid(time: string): string { return TIME.format(new Date(time)) }

/** The last four digits of a telephone number, as a watermark names people (议18). */
export function lastFour(userName: string): string { return userName.slice(-4) }

/** Whether it could be a number of a phone, with blanks or dashes in it: such a one does not go into an address. */
export function looksLikePhone(written: string): boolean { return /\d{7}/.test(written.replace(/[\s-]/g, '')) }

/** ▲3, ▼2 or —: how many ranks somebody rose; colour is not needed to read it. */
export function riseSaid(difference: number | null | undefined): string {
  if (difference === null || difference === undefined) return ''
  if (difference === 0) return '—'
  return difference > 0 ? `▲${difference}` : `▼${-difference}`
}
