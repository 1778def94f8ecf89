// What the server tells by itself, over a WebSocket (graphql-transport-ws); the cookie says who listens.
import { useEffect, useRef } from 'react'
import { hashes } from './operations'
import type { Name, Variables } from './api'

const FIRST_WAIT = 1000, LONGEST_WAIT = 30000
// The session is over: listening again would be refused again. The next question leads to the sign-in.
const SIGNED_OUT = 4401

/** Calls `told` at each thing that happens. A connection that breaks is made anew; what happened meanwhile is `told` once. */
export function useLive<K extends Name>(name: K, variables: Variables<K> | null, told: () => void): void {
  const latest = useRef(told)
  latest.current = told
  const key = JSON.stringify(variables)
  useEffect(() => {
    if (key === 'null') return undefined
    let socket: WebSocket | undefined, timer = 0, left = false, wait = FIRST_WAIT
    const connect = () => {
      const one = new WebSocket(location.origin.replace(/^http/, 'ws') + '/graphql', 'graphql-transport-ws')
      socket = one
      const send = (message: object) => one.send(JSON.stringify(message))
      const payload = { operationName: name, variables: JSON.parse(key), extensions: { persistedQuery: { version: 1, sha256Hash: hashes[name] } } }
      one.onopen = () => send({ type: 'connection_init' })
      one.onmessage = ({ data }) => {
        const { type } = JSON.parse(data as string)
        if (type === 'ping') send({ type: 'pong' })
        if (type === 'connection_ack') { send({ id: '1', type: 'subscribe', payload }); wait = FIRST_WAIT; latest.current() }
        if (type === 'next') latest.current()
      }
      one.onclose = ({ code }) => {
        if (left || code === SIGNED_OUT) return
        timer = window.setTimeout(connect, wait)
        wait = Math.min(wait * 2, LONGEST_WAIT)
      }
    }
    connect()
    return () => { left = true; window.clearTimeout(timer); if (socket) socket.close() }
  }, [name, key])
}
