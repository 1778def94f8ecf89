// 导出: all rows of what a list shows, as a file that the server makes of the same question.
import { useState } from 'react'
import { App, Button, Space } from 'antd'
import { OFFLINE, Refused, refusedBy, type Variables } from '../shared/api'

type Exported = 'Ranking' | 'Records' | 'ReviewQueue' | 'PeopleOfYear' | 'Roster' | 'Matrix'
type Listed<K extends Exported> = Omit<Variables<K>, 'first' | 'after' | 'last' | 'before'>
const FORMATS = ['xlsx', 'csv']

/** Buttons that take out a list as it is filtered; `variables` are those of its question, but for the page. */
export function Export<K extends Exported>({ name, variables }: { name: K; variables: Listed<K> }) {
  const { message } = App.useApp()
  const [making, setMaking] = useState<string | null>(null)
  const take = async (format: string) => {
    setMaking(format)
    try {
      save(await asked(name, variables, format))
    } catch (error) {
      void message.error(error instanceof Refused ? error.message : '没有导出，请再试一次', 8)
    } finally {
      setMaking(null)
    }
  }
  return (
    <Space.Compact role="group" aria-label="导出">
      {FORMATS.map(format => (
        <Button key={format} loading={making === format} disabled={making !== null} title="导出现在筛选出来的全部行" onClick={() => void take(format)}>导出 {format.toUpperCase()}</Button>
      ))}
    </Space.Compact>
  )
}

async function asked(operationName: Exported, variables: object, format: string): Promise<{ name: string; content: Blob }> {
  const body = JSON.stringify({ operationName, variables, format })
  const headers = { 'content-type': 'application/json' }
  const response = await fetch('/exports', { method: 'POST', headers, body, credentials: 'same-origin' }).catch(() => { throw new Refused(OFFLINE, 'OFFLINE') })
  if (!response.ok) throw refusedBy((await response.json()).errors[0])
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')
  return { name: decodeURIComponent(name?.[1] ?? `export.${format}`), content: await response.blob() }
}

function save({ name, content }: { name: string; content: Blob }) {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
