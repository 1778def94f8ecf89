// 导出: all rows of what a list shows, as a file that the server makes of the same question; or a member's year.
import { useState } from 'react'
import { App, Button, Space } from 'antd'
import { OFFLINE, Refused, refusedBy, type Variables } from '../shared/api'

type Exported = 'Ranking' | 'Records' | 'ReviewQueue' | 'PeopleOfYear' | 'Roster' | 'Matrix' | 'Objections' | 'Samples' | 'Sample' | 'Leaves' | 'Timeliness'
type Listed<K extends Exported> = Omit<Variables<K>, 'first' | 'after' | 'last' | 'before'>
const FORMATS = ['xlsx', 'csv']

/** Buttons that take out a list as it is filtered; `variables` are those of its question, but for the page. */
export function Export<K extends Exported>({ name, variables }: { name: K; variables: Listed<K> }) {
  const { take, taking } = useTaking()
  return (
    <Space.Compact role="group" aria-label="导出">
      {FORMATS.map(format => (
        <Button
          key={format} loading={taking === format} disabled={taking !== null} title="导出现在筛选出来的全部行"
          onClick={() => void take(format, '/exports', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ operationName: name, variables, format }) })}
        >
          导出 {format.toUpperCase()}
        </Button>
      ))}
    </Space.Compact>
  )
}

/** A button that takes out a member's year as it is printed. */
export function StatementFile({ member, year }: { member: string; year: number }) {
  const { take, taking } = useTaking()
  return <Button loading={taking !== null} onClick={() => void take('pdf', `/statements/${encodeURIComponent(member)}/${year}`)}>导出 PDF</Button>
}

/** Takes out a file and saves it; of which form one is on its way. What was refused is told. */
function useTaking() {
  const { message } = App.useApp()
  const [taking, setTaking] = useState<string | null>(null)
  const take = async (form: string, address: string, asked: RequestInit = {}) => {
    setTaking(form)
    try {
      save(await fileAt(address, asked))
    } catch (error) {
      void message.error(error instanceof Refused ? error.message : '没有导出，请再试一次', 8)
    } finally {
      setTaking(null)
    }
  }
  return { take, taking }
}

async function fileAt(address: string, asked: RequestInit): Promise<{ name: string; content: Blob }> {
  const response = await fetch(address, { ...asked, credentials: 'same-origin' }).catch(() => { throw new Refused(OFFLINE, 'OFFLINE') })
  if (!response.ok) throw refusedBy((await response.json()).errors[0])
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')
  return { name: decodeURIComponent(name?.[1] ?? 'export'), content: await response.blob() }
}

function save({ name, content }: { name: string; content: Blob }) {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
