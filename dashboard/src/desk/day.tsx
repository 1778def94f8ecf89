// A day, or a time of a day, in a form: Enter takes what was typed and never sends a form half filled.
import type { KeyboardEvent } from 'react'
import { DatePicker, type DatePickerProps } from 'antd'

export function Day(given: DatePickerProps) {
  return <DatePicker {...given} onKeyDown={keepForm} />
}

// The picker takes Enter only while it is open; closed, the browser would send the form.
function keepForm(event: KeyboardEvent) {
  if (event.key === 'Enter') event.preventDefault()
}
