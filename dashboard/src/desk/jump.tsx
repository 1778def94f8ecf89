// Ctrl-K or ⌘-K: by a few letters to a page or a member.
import { useEffect, useState } from 'react'
import { Button, Select } from 'antd'
import { SearchOutlined } from '@ant-design/icons'
import { useLocation } from 'wouter'
import { Dialog } from './dialog'
import { memberSaid, useMembersFound } from './member_pick'
import type { Page } from './pages'
import { useViewer } from './viewer'

export function Jump({ pages, narrow }: { pages: Page[]; narrow: boolean }) {
  const [open, setOpen] = useState(false)
  const [written, setWritten] = useState('')
  const [, go] = useLocation()
  const { year } = useViewer()
  const search = written.trim()
  const { members } = useMembersFound(open ? search : '')
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') { event.preventDefault(); setOpen(true) }
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [])
  const options = [
    { label: '页面', options: pages.filter(page => page.title.includes(search) && !page.path.includes(':')).map(page => ({ value: page.path, label: page.title })) },
    { label: '委员', options: members.map(one => ({ value: `/desk/member/${one.number}`, label: memberSaid(one) })) },
  ]
  const leave = () => { setOpen(false); setWritten('') }
  return (
    <>
      <Button icon={<SearchOutlined />} aria-label={narrow ? '查找' : undefined} onClick={() => setOpen(true)}>{narrow ? null : '查找 Ctrl-K'}</Button>
      <Dialog title="到哪里去" open={open} onCancel={leave} footer={null} destroyOnHidden>
        <Select
          className="wide" autoFocus defaultOpen aria-label="页面或委员" placeholder="页面，或委员的姓名、拼音首字母、编号" options={options}
          showSearch={{ filterOption: false, onSearch: setWritten }}
          onSelect={(path: string) => { go(`${path}?year=${year}`); leave() }}
        />
      </Dialog>
    </>
  )
}
