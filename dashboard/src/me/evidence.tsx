// Files that are handed in beside a form: taken in at once, one after the other, rid of their makers by the server.
import { useState } from 'react'
import { Refused } from '../shared/api'
import { type Handed, handedIn, sizeSaid } from '../shared/handing_in'
import { Fault } from './shown'

interface Given {
  what?: string
  files: Handed[]
  most: number
  onFiles: (files: Handed[]) => void
  /** What is to be done first; nothing can be chosen until then. */
  first?: string | null
  onBusy?: (busy: boolean) => void
}

export function Evidence({ what = '佐证', files, most, onFiles, first, onBusy = () => undefined }: Given) {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<Refused | null>(null)
  const take = async (chosen: File[]) => {
    setBusy(true)
    onBusy(true)
    setFault(null)
    const taken = [...files]
    try {
      if (files.length + chosen.length > most) throw new Refused(`最多附 ${most} 个文件`, 'BAD_USER_INPUT')
      for (const file of chosen) {
        taken.push(await handedIn(file, '/uploads'))
        onFiles([...taken])
      }
    } catch (error) {
      setFault(error instanceof Refused ? error : new Refused('没有传上去，请再试一次', 'INTERNAL'))
    }
    setBusy(false)
    onBusy(false)
  }
  return (
    <div className="field">
      <span className="label" id="evidence">{what}（可以不附，最多 {most} 个）</span>
      <span className="hint">照片、PDF、Word、Excel，一个不超过 20 MB。作者、拍摄地点等信息会去掉。</span>
      <ul className="files">
        {files.map(file => (
          <li key={file.id}>
            <span>{file.name}（{sizeSaid(file.bytes)}）</span>
            <button type="button" aria-label={`不附 ${file.name}`} onClick={() => onFiles(files.filter(one => one.id !== file.id))}>不附</button>
          </li>
        ))}
      </ul>
      {first && <p id="evidence-first" className="hint">{first}</p>}
      <label className={first ? 'button pick off' : 'button pick'}>
        {busy ? '正在上传……' : '选照片或文件'}
        <input type="file" multiple aria-labelledby="evidence" aria-describedby={first ? 'evidence-first' : undefined} disabled={busy || Boolean(first)} accept=".jpg,.jpeg,.png,.pdf,.docx,.xlsx" onChange={event => {
          const chosen = Array.prototype.slice.call(event.target.files || []) as File[]
          event.target.value = ''
          if (chosen.length) void take(chosen)
        }} />
      </label>
      {fault && <Fault error={fault} />}
    </div>
  )
}
