// What was asked: while it is awaited, when it failed, when it came.
import type { ReactNode } from 'react'
import type { Asked, Refused } from '../shared/api'

export function Waiting() { return <p className="waiting" role="status">正在打开……</p> }

export function Fault({ error, again }: { error: Refused; again?: () => void }) {
  return (
    <div className="fault" role="alert">
      <p>{error.message}</p>
      {again && <button type="button" onClick={again}>再试一次</button>}
    </div>
  )
}

export function Shown<T>({ asked, children }: { asked: Asked<T>; children: (data: T) => ReactNode }) {
  return (
    <>
      {asked.error && <Fault error={asked.error} again={asked.again} />}
      {asked.data ? children(asked.data) : !asked.error && <Waiting />}
    </>
  )
}
