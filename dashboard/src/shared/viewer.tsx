// Who is signed in, for all pages below: asked once, and what each dashboard makes of it.
import { type ComponentType, createContext, type ReactNode, useContext, useMemo } from 'react'
import { type Data, type Refused, useAsked } from './api'
import { usePlace } from './place'

export type Me = NonNullable<Data<'Viewer'>['me']>
export type Committees = Data<'Viewer'>['committees']

interface Pages<V> {
  /** What pages know of the one who is signed in; `chosen` is the year that the address says. */
  viewerOf: (me: Me, committees: Committees, chosen: string | null, again: () => void) => V
  Waiting: ComponentType
  Failed: ComponentType<{ error: Refused; again: () => void }>
}

export function viewing<V extends object>({ viewerOf, Waiting, Failed }: Pages<V>) {
  const Context = createContext<V | null>(null)

  function useViewer(): V {
    const viewer = useContext(Context)
    if (!viewer) throw new Error('outside of ViewerProvider')
    return viewer
  }

  function ViewerProvider({ children }: { children: ReactNode }) {
    const { data, error, again } = useAsked('Viewer', {})
    const chosen = usePlace().told.get('year')
    const viewer = useMemo(() => data && data.me ? viewerOf(data.me, data.committees, chosen, again) : null, [data, chosen, again])
    if (!viewer) return error ? <Failed error={error} again={again} /> : <Waiting />
    return <Context.Provider value={viewer}>{children}</Context.Provider>
  }

  return { useViewer, ViewerProvider }
}
