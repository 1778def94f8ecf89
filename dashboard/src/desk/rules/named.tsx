// A member where a change of the rules or a year moves them: leads to what they have in that year.
import { Link } from 'wouter'

export function Named({ member, year }: { member: { number: string; name: string }; year: number }) {
  return <Link href={`/desk/member/${member.number}?year=${year}`}>{member.name}（{member.number}）</Link>
}
