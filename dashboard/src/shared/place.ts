// Where somebody is in the dashboard: the path, and in the search all that a list shows.
import { useCallback, useMemo } from 'react'
import { useLocation, useSearch } from 'wouter'

export type Told = Record<string, string | null | undefined>

/** The words of the search, and how some of them are told anew; empty ones are left out. */
export function usePlace(): { told: URLSearchParams; tell: (changes: Told, replace?: boolean) => void } {
  const search = useSearch()
  const [path, go] = useLocation()
  const told = useMemo(() => new URLSearchParams(search), [search])
  const tell = useCallback((changes: Told, replace = false) => {
    const now = new URLSearchParams(search)
    for (const [name, value] of Object.entries(changes)) {
      if (value) now.set(name, value)
      else now.delete(name)
    }
    const words = now.toString()
    go(words ? `${path}?${words}` : path, { replace })
  }, [search, path, go])
  return { told, tell }
}

/** The page of a list that the search tells of: forwards from `after`, backwards from `before`. */
export function pageOf(told: URLSearchParams, size: number): { first?: number; after?: string; last?: number; before?: string } {
  const after = told.get('after'), before = told.get('before')
  if (before) return { last: size, before }
  return after ? { first: size, after } : { first: size }
}
