// What the server tells by itself, over a WebSocket (graphql-transport-ws); the cookie says who listens.
import { useEffect, useRef, useState } from 'react'
import { hashes } from './operations'
import type { Data, Name, Variables } from './api'

const FIRST_WAIT = 1000, LONGEST_WAIT = 30000
// The session is over: listening again would be refused again. The next question leads to the sign-in.
const SIGNED_OUT = 4401
// Not all that is watched tells of its changes: it is asked anew as often as this.
const EVERY = 60000
const SUBSCRIBED = 'event'

interface Message { id?: string; type: string; payload?: unknown }
interface Fault { message: string; extensions?: { code?: string } }
type Asks = (id: string, name: Name) => void

interface Listener {
  /** The connection stands: what is to be asked over it. */
  begun: (ask: Asks) => void
  heard: (message: Message) => void
  lost?: (signedOut: boolean) => void
}

/** Keeps a connection up until what it returns is called; `again` gives the present one up. */
function connected(variables: string, { begun, heard, lost }: Listener): { stop: () => void; again: () => void } {
  let socket: WebSocket | undefined, timer = 0, wait = FIRST_WAIT
  const drop = () => {
    window.clearTimeout(timer)
    if (socket) { socket.onopen = socket.onmessage = socket.onclose = null; socket.close() }
  }
  const connect = () => {
    const one = new WebSocket(location.origin.replace(/^http/, 'ws') + '/graphql', 'graphql-transport-ws')
    socket = one
    const send = (message: Message) => one.send(JSON.stringify(message))
    const asks: Asks = (id, name) => send({ id, type: 'subscribe', payload: { operationName: name, variables: JSON.parse(variables), extensions: { persistedQuery: { version: 1, sha256Hash: hashes[name] } } } })
    one.onopen = () => send({ type: 'connection_init' })
    one.onmessage = ({ data }) => {
      const message = JSON.parse(data as string) as Message
      if (message.type === 'ping') send({ type: 'pong' })
      else if (message.type === 'connection_ack') { wait = FIRST_WAIT; begun(asks) }
      else heard(message)
    }
    one.onclose = ({ code }) => {
      if (lost) lost(code === SIGNED_OUT)
      if (code === SIGNED_OUT) return
      timer = window.setTimeout(connect, wait)
      wait = Math.min(wait * 2, LONGEST_WAIT)
    }
  }
  connect()
  return { stop: drop, again: () => { drop(); connect() } }
}

/** Calls `told` at each thing that happens. A connection that breaks is made anew; what happened meanwhile is `told` once. */
export function useLive<K extends Name>(name: K, variables: Variables<K> | null, told: () => void): void {
  const latest = useRef(told)
  latest.current = told
  const key = JSON.stringify(variables)
  useEffect(() => {
    if (key === 'null') return undefined
    return connected(key, {
      begun: asks => { asks(SUBSCRIBED, name); latest.current() },
      heard: ({ type }) => { if (type === 'next') latest.current() },
    }).stop
  }, [name, key])
}

/** What was heard last, and since when it stands; `broken` says in words why nothing newer comes, where nothing does. */
export interface Watched<T> { data?: T; since?: string; broken: string; signedOut: boolean }

/** Asks `name` at each event, and every minute, as long as nobody leaves: for a screen at which nobody sits. */
export function useWatched<K extends Name, E extends Name>(name: K, event: E, variables: Variables<K> & Variables<E> | null): Watched<Data<K>> {
  const [state, set] = useState<Watched<Data<K>>>({ broken: '', signedOut: false })
  const key = JSON.stringify(variables)
  useEffect(() => {
    if (key === 'null') return undefined
    let number = 0, heard = 0, ask = () => {}
    const broken = (words: string, signedOut = false) => set(before => ({ ...before, broken: words, signedOut }))
    const line = connected(key, {
      begun: asks => {
        ask = () => asks(`${++number}`, name)
        heard = number
        asks(SUBSCRIBED, event)
        ask()
      },
      heard: ({ id, type, payload }) => {
        if (id === SUBSCRIBED) { if (type === 'next') ask() }
        if (id !== `${number}`) return
        heard = number
        const [refused] = type === 'error' ? payload as Fault[] : (payload as { errors?: Fault[] } | undefined)?.errors ?? []
        if (refused) broken(refused.message, refused.extensions?.code === 'SIGN_IN_REQUIRED')
        else if (type === 'next') set({ data: (payload as { data: Data<K> }).data, since: new Date().toISOString(), broken: '', signedOut: false })
      },
      lost: signedOut => { ask = () => {}; if (signedOut) window.clearInterval(timer); broken(signedOut ? '登录到期了' : '连不上服务器，正在重试', signedOut) },
    })
    // A network may break without a word: what was not answered until now will not be.
    const timer = window.setInterval(() => {
      if (heard === number) return ask()
      broken('服务器没有应答，正在重试')
      line.again()
    }, EVERY)
    return () => { window.clearInterval(timer); line.stop() }
  }, [name, event, key])
  return state
}
