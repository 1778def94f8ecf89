// What the pages ask the server: by the hash of a text that the server knows, in one way for both.
import { useCallback, useEffect, useRef, useState } from 'react'
import { changes, hashes, type Operations, type RecordAction } from './operations'

export type Name = keyof Operations
export type Variables<K extends Name> = Operations[K]['variables']
export type Data<K extends Name> = Operations[K]['data']

/** What somebody else did to a record meanwhile. */
export interface Edit { at: string; actor: string; action: RecordAction; changes: string[] }

/** What the server refused, or that it was not reached (`code` is then OFFLINE). The message is for people. */
export class Refused extends Error {
  constructor(message: string, readonly code: string, readonly field?: string, readonly edits: Edit[] = []) { super(message) }
}

export const OFFLINE = '现在连不上服务器，填的内容还在。请看看网络，再试一次'
const KEPT_PLACE = 'luzhi.place'

/** Asks one operation. Raises `Refused`. Whoever is not signed in is led to the page where one does, and back. */
export async function ask<K extends Name>(name: K, variables: Variables<K>, signal?: AbortSignal): Promise<Data<K>> {
  const extensions = { persistedQuery: { version: 1, sha256Hash: hashes[name] } }
  const body = JSON.stringify({ operationName: name, variables, extensions })
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' }
  let answer: { data?: Data<K>; errors?: Told[] }
  try {
    const response = await fetch('/graphql', { method: 'POST', headers, body, signal, credentials: 'same-origin' })
    answer = await response.json()
  } catch (error) {
    if (signal && signal.aborted) throw error
    throw new Refused(OFFLINE, 'OFFLINE')
  }
  const error = answer.errors && answer.errors[0]
  if (error) throw refusedBy(error)
  // A change may show in any list: it is done when all that is on the screen says so. What one does next is then
  // done to what one sees, and not refused as the change of somebody else.
  if (changes.has(name)) await Promise.all(Array.from(shown, again => again()))
  return answer.data as Data<K>
}

/** An error as the server tells it, as `Refused`; whoever is not signed in is led to where one does. */
export function refusedBy(error: Told): Refused {
  const told = error.extensions || {}
  if (told.code === 'SIGN_IN_REQUIRED') toSignIn()
  return new Refused(error.message, told.code || 'INTERNAL', told.field)
}

interface Told { message: string; extensions?: { code?: string; field?: string } }

const shown = new Set<() => Promise<void>>()

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
export function checked<T extends { errors: { message: string; code: string; field?: string | null; edits?: Edit[] }[] }>(result: T): T {
  const first = result.errors[0]
  if (first) throw new Refused(first.message, first.code, first.field || undefined, first.edits)
  return result
}

/** `again` asks anew, and is done when that is answered, refused, or no more on the screen. */
export interface Asked<T> { data?: T; error?: Refused; loading: boolean; again: () => Promise<void> }

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
  const waiting = useRef<(() => void)[]>([])
  useEffect(() => {
    const answered = waiting.current.splice(0)
    const stop = new AbortController()
    const tell = (next: (before: typeof state) => typeof state) => {
      if (stop.signal.aborted) return
      set(next)
      answered.forEach(done => done())
    }
    if (latest.current === null) tell(before => before)
    else {
      set(before => before.of === subject ? { ...before, loading: true } : { of: subject, loading: true })
      ask(name, latest.current, stop.signal).then(
        data => tell(() => ({ of: subject, data, loading: false })),
        error => tell(before => ({ ...before, error: error as Refused, loading: false })),
      )
    }
    return () => { stop.abort(); waiting.current.push(...answered) }
  }, [name, key, round])
  const again = useCallback(() => new Promise<void>(done => {
    waiting.current.push(done)
    setRound(before => before + 1)
  }), [])
  useEffect(() => {
    shown.add(again)
    return () => { shown.delete(again); waiting.current.splice(0).forEach(done => done()) }
  }, [again])
  // Nothing of one year, member or record is shown under the name of another.
  return state.of === subject ? { ...state, again } : { loading: variables !== null, again }
}
