// Everybody of a term, read page by page: who goes on is chosen among all of them, not among those of one page.
import { useEffect, useState } from 'react'
import { ask, type Data, Refused } from '../../shared/api'

export type Person = NonNullable<NonNullable<Data<'Roster'>['committee']>['members']>['nodes'][number]

const AT_ONCE = 100

export interface Everybody { people: Person[]; total: number | null; error: string; again: () => void }

/** The people of a term as far as they are read; `total` is null until the first are there. */
export function useEverybody(committee: string | null, term: string | null): Everybody {
  const [found, setFound] = useState<Omit<Everybody, 'again'>>({ people: [], total: null, error: '' })
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    const stopped = new AbortController()
    setFound({ people: [], total: null, error: '' })
    const read = async () => {
      let people: Person[] = [], after: string | null = null
      do {
        const list: NonNullable<Data<'Roster'>['committee']>['members'] = (await ask('Roster', { committee: committee!, term, search: null, first: AT_ONCE, after }, stopped.signal)).committee?.members ?? null
        if (!list || stopped.signal.aborted) return
        people = [...people, ...list.nodes]
        after = list.pageInfo.hasNextPage ? list.pageInfo.endCursor : null
        setFound({ people, total: list.totalCount, error: '' })
      } while (after)
    }
    if (committee && term) {
      read().catch((error: unknown) => {
        if (!stopped.signal.aborted) setFound(before => ({ ...before, error: error instanceof Refused ? error.message : '没有读到，请再试一次' }))
      })
    }
    return () => stopped.abort()
  }, [committee, term, turn])
  return { ...found, again: () => setTurn(before => before + 1) }
}
