// Who is signed in, the committee and the year that all pages of the desk are about.
import { createContext, useContext, type ReactNode } from 'react'
import { Button, Result, Skeleton } from 'antd'
import { type Data, useAsked } from '../shared/api'
import { usePlace } from '../shared/place'

type Me = NonNullable<Data<'Viewer'>['me']>

export interface Viewer {
  me: Me
  /** The code of the committee; empty where its results are not for the one who is signed in. */
  committee: string
  committeeName: string
  years: number[]
  year: number
  may: (right: string) => boolean
  /** Asks anew who is signed in, as after notices were read. */
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
  if (asked.error && !asked.data) {
    return <Result status="warning" title="没有打开" subTitle={asked.error.message} extra={<Button type="primary" onClick={asked.again}>再试一次</Button>} />
  }
  if (!asked.data?.me) return <Skeleton active className="page" />
  const { me, committees } = asked.data
  const committee = committees.find(one => one.code === me.committee)
  const years = committee?.years ?? []
  const wanted = Number(told.get('year'))
  const viewer: Viewer = {
    me,
    committee: committee?.code ?? '',
    committeeName: committee?.name ?? '履职',
    years,
    year: years.includes(wanted) ? wanted : Math.max(...years, 0) || new Date().getFullYear(),
    may: right => me.rights.includes(right),
    again: asked.again,
  }
  return <Context.Provider value={viewer}>{children}</Context.Provider>
}
