// What every form has: its fields with their labels, what was refused beside them, what was written kept until it is sent.
import type { ReactNode } from 'react'
import * as draft from '../shared/draft'
import { useViewer } from './viewer'

/** What is being written, of one person alone: another may sign in in the same tab. */
export function useDraft<T extends object>(name: string, empty: T, holds?: (kept: T) => boolean) {
  return draft.useDraft(`${useViewer().me.number}.${name}`, empty, holds)
}

export function Field({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return <label className="field"><span className="label">{label}</span>{hint && <span className="hint">{hint}</span>}{children}</label>
}

interface Choice<T extends string> { legend: string; name: string; options: [T, string][]; value: T; onValue: (value: T) => void }

export function Choices<T extends string>({ legend, name, options, value, onValue }: Choice<T>) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {options.map(([key, said]) => (
        <label className="choice" key={key}>
          <input type="radio" name={name} value={key} checked={key === value} onChange={() => onValue(key)} /><span>{said}</span>
        </label>
      ))}
    </fieldset>
  )
}

export function Tick({ label, value, onValue }: { label: string; value: boolean; onValue: (value: boolean) => void }) {
  return <label className="choice"><input type="checkbox" checked={value} onChange={event => onValue(event.target.checked)} /><span>{label}</span></label>
}
