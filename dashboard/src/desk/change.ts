// A change from a form or a button: sent once, however often one presses; what was refused is told.
import { useCallback, useRef, useState } from 'react'
import { App } from 'antd'
import { ask, checked, type Data, type Name, Refused, type Variables } from '../shared/api'

interface Result { errors: { message: string; code: string; field?: string | null }[] }
type Changing = { [K in Name]: Data<K> extends { result: Result } ? K : never }[Name]
type Of<K extends Changing> = Data<K> extends { result: infer R } ? R : never

/** A key that nobody else has; browsers of an office may be older than `crypto.randomUUID`. */
function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
}

/** Does a change and gives its result, or null where it was refused, which has been told; whether one runs, and what
 * the last one was refused for, for pages that keep it in sight. */
export function useChange() {
  const { message } = App.useApp()
  const [running, setRunning] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  // A press that is sent anew, as after a lost connection, is the same change to the server.
  const keys = useRef(new Map<string, string>())
  const change = useCallback(async <K extends Changing>(name: K, variables: Variables<K>, done?: string): Promise<Of<K> | null> => {
    const told = `${name} ${JSON.stringify(variables)}`
    setRunning(true)
    setRefused(null)
    try {
      const requestKey = keys.current.get(told) ?? freshKey()
      keys.current.set(told, requestKey)
      const data = await ask(name, { ...variables, requestKey } as Variables<K>) as { result: Result }
      keys.current.delete(told)
      const result = checked(data.result) as Of<K>
      if (done) void message.success(done)
      return result
    } catch (error) {
      const refused = error instanceof Refused ? error : new Refused('没有做成，请再试一次', 'INTERNAL')
      if (refused.code !== 'OFFLINE') keys.current.delete(told)
      setRefused(refused)
      void message.error(refused.message, 8)
      return null
    } finally {
      setRunning(false)
    }
  }, [message])
  return { change, running, refused }
}
