// Lines of who goes on, as a chat or a sheet has them: a number or a name each, and the number in the next term
// where it is another.
import type { Person } from './everybody'

/** Who goes on, by id: the number in the next term, blank where it stays. */
export type Going = Map<string, string>

export interface Lines { going: Going; left: string[] }

/** What lines say; `left` are those that say nobody, or more than one, with what would be right. */
export function readLines(text: string, people: Person[]): Lines {
  const going: Going = new Map(), left: string[] = []
  text.split(/\r?\n/).forEach((line, at) => {
    const words = line.split(/[\t,，;；]/).map(plain).filter(Boolean)
    if (words.length === 0) return
    const found = read(words, people)
    if (typeof found === 'string') left.push(`第 ${at + 1} 行 ${words.join('，')}：${found}`)
    else if (going.has(found.person.id)) left.push(`第 ${at + 1} 行 ${words.join('，')}：前面写过了`)
    else going.set(found.person.id, found.number)
  })
  return { going, left }
}

function read(words: string[], people: Person[]): { person: Person; number: string } | string {
  const [first = ''] = words
  const alike = people.filter(one => sameNumber(one.number, first))
  const called = alike.length > 0 ? alike : people.filter(one => plain(one.name) === first)
  const among = called.length > 1 ? called.filter(one => words.some(word => sameNumber(one.number, word))) : called
  const [person] = among
  if (called.length === 0) return '名册里没有这个编号、姓名'
  if (!person || among.length > 1) return `有 ${called.length} 名，写编号：${called.map(one => one.number).join('、')}`
  const other = words.slice(1).filter(word => word !== plain(person.name) && !sameNumber(person.number, word))
  if (other.length > 1) return '一行写一名：编号或姓名，编号要换的再写新编号'
  return { person, number: other[0] ?? '' }
}

function plain(written: string): string { return written.normalize('NFKC').replace(/\s/g, '') }

/** Numbers are told apart as the server does: by neither case nor leading zeros. */
function sameNumber(one: string, other: string): boolean { return bare(one) === bare(other) }

function bare(number: string): string {
  const said = plain(number).toUpperCase()
  return /^\d+$/.test(said) ? said.replace(/^0+(?=.)/, '') : said
}
