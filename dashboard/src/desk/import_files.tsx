// The files that are to be imported: chosen or dropped, handed in at once; a lost connection keeps what was chosen.
import { type DragEvent, useState } from 'react'
import { Alert, Button, Flex } from 'antd'
import { Refused } from '../shared/api'
import type { FileHolding } from '../shared/operations'
import { type Handed, handedIn, sizeSaid } from '../shared/handing_in'
import { useViewer } from './viewer'

const TAKEN = '.xlsx,.xlsm,.xls,.et,.ods,.csv,.tsv,.txt,.zip'

interface Given { holds: FileHolding; files: Handed[]; onFiles: (files: Handed[]) => void }

export function ImportFiles({ holds, files, onFiles }: Given) {
  const members = holds === 'MEMBERS'
  const { year } = useViewer()
  const [waiting, setWaiting] = useState<File[]>([])
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const take = async (chosen: File[]) => {
    setBusy(true)
    setRefused(null)
    const taken = members ? [] : files.filter(one => !chosen.some(other => other.name === one.name))
    let left = chosen
    try {
      for (const file of chosen) {
        taken.push(await handedIn(file, '/imports'))
        left = left.slice(1)
      }
    } catch (error) {
      setRefused(error instanceof Refused ? error : new Refused('没有传上去，请再试一次', 'INTERNAL'))
    }
    setWaiting(left)
    setBusy(false)
    onFiles(taken)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    if (!busy) void take(Array.from(event.dataTransfer.files).slice(0, members ? 1 : undefined))
  }
  return (
    <div className="page">
      <p>表格照本单位原来的样子就可以，也可以用<a href={`/imports/template?year=${year}${members ? '&of=members' : ''}`} download>空白的{members ? '委员名册' : '登记表'}（{year} 年）</a>。{members ? '一届的委员在一份名册里，一行一名。' : '几个文件、一个 ZIP 都行，合起来读。'}先看会改什么，看好了再导入。</p>
      <div className="drop" onDragOver={event => event.preventDefault()} onDrop={drop}>
        <label htmlFor="import-files">{busy ? '正在上传……' : '选文件，或把文件拖到这里'}</label>
        <input id="import-files" type="file" multiple={!members} disabled={busy} accept={TAKEN} onChange={event => {
          const chosen = Array.from(event.target.files ?? [])
          event.target.value = ''
          if (chosen.length) void take(chosen)
        }} />
        <small>Excel、WPS 的表格（.xlsx、.xls、.et、.ods）、CSV、ZIP，一个不超过 20 MB。导入以后随即删去，最多留一天。</small>
      </div>
      {refused && <Alert type="error" showIcon title={refused.message} action={waiting.length > 0 && <Button onClick={() => void take(waiting)}>再传一次</Button>} />}
      {files.length > 0 && (
        <ul className="rows" aria-label="交来的文件">
          {files.map(one => (
            <li key={one.id}><span className="said">{one.name}（{sizeSaid(one.bytes)}）</span><Flex><Button size="small" aria-label={`去掉 ${one.name}`} onClick={() => onFiles(files.filter(other => other !== one))}>去掉</Button></Flex></li>
          ))}
        </ul>
      )}
    </div>
  )
}
