// Whose pages these are: the member, the years in which they are scored, and the one that is looked at.
import { createContext, useContext, useMemo, type ReactNode } from 'react'
import { type Data, useAsked } from '../shared/api'
import { type Told, usePlace } from '../shared/place'
import { Help } from './help'
import { Fault, Waiting } from './shown'

type Me = NonNullable<Data<'Viewer'>['me']>

export interface Viewer {
  me: Me
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

const Context = createContext<Viewer | null>(null)

export function useViewer(): Viewer {
  const viewer = useContext(Context)
  if (!viewer) throw new Error('outside of ViewerProvider')
  return viewer
}

export function ViewerProvider({ children }: { children: ReactNode }) {
  const asked = useAsked('Viewer', {})
  const { told } = usePlace()
  const chosen = told.get('year')
  const me = asked.data && asked.data.me
  const committees = asked.data && asked.data.committees
  const viewer = useMemo(() => me ? viewerOf(me, committees || [], chosen, asked.again) : null, [me, committees, chosen, asked.again])
  if (!viewer) return asked.error ? <main><Fault error={asked.error} again={asked.again} /></main> : <Waiting />
  if ((viewer.me.memberships || []).length === 0) return <NoMember name={viewer.me.realName} />
  return <Context.Provider value={viewer}>{children}</Context.Provider>
}

function viewerOf(me: Me, committees: Data<'Viewer'>['committees'], chosen: string | null, again: () => void): Viewer {
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
  return { me, committee: me.committee, committeeName: committee ? committee.name : '我的履职', years, year, to, again }
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
