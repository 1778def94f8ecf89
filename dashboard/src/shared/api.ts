// What the pages ask the server: by the hash of a text that the server knows, in one way for both.
import { useCallback, useEffect, useRef, useState } from 'react'
import { changes, hashes, type Operations } from './operations'

export type Name = keyof Operations
export type Variables<K extends Name> = Operations[K]['variables']
export type Data<K extends Name> = Operations[K]['data']

/** What the server refused, or that it was not reached (`code` is then OFFLINE). The message is for people. */
export class Refused extends Error {
  constructor(message: string, readonly code: string, readonly field?: string) { super(message) }
}

const OFFLINE = '现在连不上服务器，填的内容还在。请看看网络，再试一次'
const KEPT_PLACE = 'luzhi.place'

/** Asks one operation. Raises `Refused`. Whoever is not signed in is led to the page where one does, and back. */
export async function ask<K extends Name>(name: K, variables: Variables<K>, signal?: AbortSignal): Promise<Data<K>> {
  const extensions = { persistedQuery: { version: 1, sha256Hash: hashes[name] } }
  const body = JSON.stringify({ operationName: name, variables, extensions })
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' }
  let answer: { data?: Data<K>; errors?: { message: string; extensions?: { code?: string; field?: string } }[] }
  try {
    const response = await fetch('/graphql', { method: 'POST', headers, body, signal, credentials: 'same-origin' })
    answer = await response.json()
  } catch (error) {
    if (signal && signal.aborted) throw error
    throw new Refused(OFFLINE, 'OFFLINE')
  }
  const error = answer.errors && answer.errors[0]
  if (error) {
    const told = error.extensions || {}
    if (told.code === 'SIGN_IN_REQUIRED') toSignIn()
    throw new Refused(error.message, told.code || 'INTERNAL', told.field)
  }
  // A change may show in any list: all that is on the screen is asked anew.
  if (changes.has(name)) waiting.forEach(again => again())
  return answer.data as Data<K>
}

const waiting = new Set<() => void>()

/** To the page where one signs in; this tab keeps where it was, and no address says it. */
export function toSignIn(): void {
  sessionStorage.setItem(KEPT_PLACE, location.pathname + location.search)
  location.assign('/sign-in')
}

/** Where this tab was when it had to sign in, asked once. */
export function placeBefore(): string | null {
  const place = sessionStorage.getItem(KEPT_PLACE)
  sessionStorage.removeItem(KEPT_PLACE)
  return place && /^\/(desk|me)(\/|\?|$)/.test(place) ? place : null
}

/** The first mistake that a change tells of, as `Refused`; a change tells it beside its result. */
export function checked<T extends { errors: { message: string; code: string; field?: string | null }[] }>(result: T): T {
  const first = result.errors[0]
  if (first) throw new Refused(first.message, first.code, first.field || undefined)
  return result
}

export interface Asked<T> { data?: T; error?: Refused; loading: boolean; again: () => void }

// What leaves each row of a list as true as it was: the rest of the variables says what is spoken of.
const NARROWING = new Set(['first', 'after', 'last', 'before', 'search', 'where', 'kinds', 'state', 'arrivals', 'guests', 'flagged', 'missing'])

/** What the variables speak of, whichever part of it is shown. */
function subjectOf(variables: object | null): string {
  return JSON.stringify(variables, (name, value) => NARROWING.has(name) ? undefined : value)
}

/** Asks again when the variables change; null: not yet. Another part of the same keeps what is on the screen meanwhile. */
export function useAsked<K extends Name>(name: K, variables: Variables<K> | null): Asked<Data<K>> {
  const subject = subjectOf(variables)
  const [state, set] = useState<{ of: string; data?: Data<K>; error?: Refused; loading: boolean }>({ of: subject, loading: variables !== null })
  const [round, setRound] = useState(0)
  const key = JSON.stringify(variables)
  const latest = useRef(variables)
  latest.current = variables
  useEffect(() => {
    if (latest.current === null) return undefined
    const stop = new AbortController()
    set(before => before.of === subject ? { ...before, loading: true } : { of: subject, loading: true })
    ask(name, latest.current, stop.signal).then(
      data => { if (!stop.signal.aborted) set({ of: subject, data, loading: false }) },
      error => { if (!stop.signal.aborted) set(before => ({ ...before, error: error as Refused, loading: false })) },
    )
    return () => stop.abort()
  }, [name, key, round])
  const again = useCallback(() => setRound(before => before + 1), [])
  useEffect(() => {
    waiting.add(again)
    return () => { waiting.delete(again) }
  }, [again])
  // Nothing of one year, member or record is shown under the name of another.
  return state.of === subject ? { ...state, again } : { loading: variables !== null, again }
}
