// What is being written, kept by this tab alone, so that another page, signing in again or a lost connection loses nothing.
import { type Dispatch, type SetStateAction, useCallback, useEffect, useState } from 'react'

/** What is being written under a name that says whose it is and of what; the last forgets it. */
export function useDraft<T extends object>(name: string, empty: T): [T, Dispatch<SetStateAction<T>>, () => void] {
  const key = `luzhi.draft.${name}`
  const [draft, set] = useState<T>(() => {
    const kept = sessionStorage.getItem(key)
    return kept ? { ...empty, ...JSON.parse(kept) } : empty
  })
  useEffect(() => sessionStorage.setItem(key, JSON.stringify(draft)), [key, draft])
  const forget = useCallback(() => sessionStorage.removeItem(key), [key])
  return [draft, set, forget]
}
