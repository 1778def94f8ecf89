// A member chosen by a few letters: the name, its pinyin or its first letters, or the number; Enter takes the first.
import { useState } from 'react'
import { Select } from 'antd'
import { type Data, useAsked } from '../shared/api'
import { useViewer } from './viewer'

export type Found = NonNullable<NonNullable<Data<'MembersFound'>['committee']>['members']>['nodes'][number]

/** The members of the year that letters mean, at most ten; nobody where none are written. */
export function useMembersFound(written: string): { members: Found[]; loading: boolean } {
  const { committee, year, may } = useViewer()
  const search = written.trim()
  const asked = useAsked('MembersFound', search && committee && may('read') ? { committee, year, search } : null)
  return { members: search ? asked.data?.committee?.members?.nodes ?? [] : [], loading: asked.loading }
}

/** What tells one member from another of the same name. */
export function memberSaid({ name, number }: { name: string; number: string }): string { return `${name}（${number}）` }

export function MemberPick({ onPicked }: { onPicked: (member: Found) => void }) {
  const [written, setWritten] = useState('')
  const { members, loading } = useMembersFound(written)
  return (
    <Select
      className="wide" value={null} aria-label="加一名委员" placeholder="加一名：姓名、拼音首字母、编号，回车加入"
      options={members.map(one => ({ value: one.id, label: memberSaid(one) }))} notFoundContent={!written.trim() ? '写几个字母' : loading ? '正在找' : '没有这样的委员'}
      showSearch={{ filterOption: false, searchValue: written, onSearch: setWritten }}
      onSelect={(id: string | null) => { const one = members.find(found => found.id === id); if (one) onPicked(one); setWritten('') }}
    />
  )
}
