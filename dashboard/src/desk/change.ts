// A change on the desk is the same to the server however often one presses; what came of it is told in passing, too.
import { useCallback, useRef } from 'react'
import { App } from 'antd'
import type { Variables } from '../shared/api'
import { type Changing, type Of, useSend } from '../shared/change'

/** A key that nobody else has; browsers of an office may be older than `crypto.randomUUID`. */
function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
}

/** Does a change and gives its result, or null where it was refused, which has been told; whether one runs, and what
 * the last one was refused for, for pages that keep it in sight. */
export function useChange() {
  const { message } = App.useApp()
  const { send, running, refused } = useSend()
  // A press that is sent anew, as after a lost connection, is the same change to the server.
  const keys = useRef(new Map<string, string>())
  const change = useCallback(async <K extends Changing>(name: K, variables: Variables<K>, done?: string): Promise<Of<K> | null> => {
    const said = `${name} ${JSON.stringify(variables)}`
    const requestKey = keys.current.get(said) ?? freshKey()
    keys.current.set(said, requestKey)
    let lost = false
    const result = await send(name, { ...variables, requestKey } as Variables<K>, refused => {
      lost = refused.code === 'OFFLINE'
      void message.error(refused.message, 8)
    })
    if (!lost) keys.current.delete(said)
    if (result && done) void message.success(done)
    return result
  }, [message, send])
  return { change, running, refused }
}
