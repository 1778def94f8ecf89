// What is being written, kept by this tab alone, so that another page, signing in again or a lost connection loses nothing.
import { type Dispatch, type SetStateAction, useCallback, useEffect, useRef, useState } from 'react'

/** What is being written under a name that says whose it is and of what; the last forgets it. Another name later
 * takes the text along. What was kept and does not hold any more is not taken up. */
export function useDraft<T extends object>(name: string, empty: T, holds: (kept: T) => boolean = () => true): [T, Dispatch<SetStateAction<T>>, () => void] {
  const key = `luzhi.draft.${name}`
  const [draft, set] = useState<T>(() => {
    const found = sessionStorage.getItem(key)
    const kept: T | null = found ? { ...empty, ...JSON.parse(found) } : null
    return kept && holds(kept) ? kept : empty
  })
  const used = useRef(key)
  useEffect(() => {
    if (used.current !== key) sessionStorage.removeItem(used.current)
    used.current = key
    sessionStorage.setItem(key, JSON.stringify(draft))
  }, [key, draft])
  const forget = useCallback(() => sessionStorage.removeItem(used.current), [])
  return [draft, set, forget]
}
