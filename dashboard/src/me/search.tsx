// What a list is searched for: words, which stand in the address.
import { useState } from 'react'
import { Field } from './form'

export function Search({ label, there, onSearch }: { label: string; there: string; onSearch: (words: string) => void }) {
  const [words, set] = useState(there)
  return (
    <form role="search" className="card" onSubmit={event => { event.preventDefault(); onSearch(words) }}>
      <Field label={label} hint="里面的字词，几个用空格隔开"><input type="search" maxLength={100} value={words} onChange={event => set(event.target.value)} /></Field>
      <p className="acts">
        <button type="submit">找</button>
        {there && <button type="button" onClick={() => onSearch('')}>看全部</button>}
      </p>
    </form>
  )
}
