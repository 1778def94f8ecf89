// A change from a form or a button: whether one runs, what the last was refused for, what was done.
import { useCallback, useState } from 'react'
import { ask, checked, type Data, type Name, Refused, type Variables } from './api'

interface Result { errors: { message: string; code: string; field?: string | null }[] }
export type Changing = { [K in Name]: Data<K> extends { result: Result } ? K : never }[Name]
export type Of<K extends Changing> = Data<K> extends { result: infer R } ? R : never

export interface Sending {
  /** Sends a change; its result, or null where it was refused, which then stands in `refused`. */
  send: <K extends Changing>(name: K, variables: Variables<K>, told?: (refused: Refused) => void) => Promise<Of<K> | null>
  running: boolean
  refused: Refused | null
}

export function useSend(): Sending {
  const [running, setRunning] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const send = useCallback<Sending['send']>(async <K extends Changing>(name: K, variables: Variables<K>, told?: (refused: Refused) => void) => {
    setRunning(true)
    setRefused(null)
    try {
      const data = await ask(name, variables) as { result: Result }
      return checked(data.result) as Of<K>
    } catch (error) {
      const refused = error instanceof Refused ? error : new Refused('没有做成，请再试一次', 'INTERNAL')
      setRefused(refused)
      if (told) told(refused)
      return null
    } finally {
      setRunning(false)
    }
  }, [])
  return { send, running, refused }
}
