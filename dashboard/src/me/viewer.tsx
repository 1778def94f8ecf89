// Whose pages these are: the member, the years in which they are scored, and the one that is looked at.
import type { ReactNode } from 'react'
import type { Told } from '../shared/place'
import { type Committees, type Me, viewing } from '../shared/viewer'
import { Help } from './help'
import { Fault, Waiting } from './shown'

export interface Viewer {
  me: Me
  /** Whether it is a member; who is none comes here to write 社情民意. */
  member: boolean
  /** The code of the committee, as changes ask for it. */
  committee: string
  committeeName: string
  /** The years in which the member is scored, the latest first. */
  years: number[]
  year: number
  /** The address of a page, with the year that is looked at. */
  to: (path: string, words?: Told) => string
  again: () => void
}

const viewers = viewing<Viewer>({ viewerOf, Waiting, Failed: given => <main><Fault {...given} /></main> })
export const useViewer = viewers.useViewer

export function ViewerProvider({ children }: { children: ReactNode }) {
  return <viewers.ViewerProvider><OfMember>{children}</OfMember></viewers.ViewerProvider>
}

function OfMember({ children }: { children: ReactNode }) {
  const { me, member } = useViewer()
  return !member && !me.rights.includes('write_opinions') ? <NoMember name={me.realName} /> : <>{children}</>
}

function viewerOf(me: Me, committees: Committees, chosen: string | null, again: () => void): Viewer {
  const all = (me.memberships || []).reduce<number[]>((found, one) => found.concat(one.years), [])
  const years = all.filter((year, at) => all.indexOf(year) === at).sort((one, other) => other - one)
  const year = years.includes(Number(chosen)) ? Number(chosen) : years[0] || new Date().getFullYear()
  const kept = chosen && Number(chosen) === year ? chosen : null
  const committee = committees.find(one => one.code === me.committee)
  const to = (path: string, words: Told = {}) => {
    const search = new URLSearchParams()
    for (const [name, value] of Object.entries({ year: kept, ...words })) if (value) search.set(name, value)
    return search.toString() ? `${path}?${search}` : path
  }
  return { me, member: (me.memberships || []).length > 0, committee: me.committee, committeeName: committee ? committee.name : '我的履职', years, year, to, again }
}

function NoMember({ name }: { name: string }) {
  return (
    <main>
      <h1>我的履职</h1>
      <Help title={`${name}，这里是委员看自己履职的地方`}>
        <p>您的账号没有对应名册里的委员。是委员的，请与委员工作委员会联系，把账号和名册对上。</p>
        <p><a className="button" href="/desk">到履职管理</a></p>
      </Help>
    </main>
  )
}
