// The text word for word, with what lint says at its lines; a draft is changed here, of another version one is made.
import { useEffect, useRef, useState } from 'react'
import { Alert, Button, Card, Flex, Input } from 'antd'
import { usePlace } from '../../shared/place'
import { useViewer } from '../viewer'
import { lineOf, type Problem, useKeeping, type Version } from './version'

export function Text({ version }: { version: Version }) {
  const { told, tell } = usePlace()
  const { may } = useViewer()
  const [writing, setWriting] = useState(false)
  const line = Number(told.get('line')) || null
  const editable = may('draft') && version.state !== 'IN_REVIEW'
  const to = (where: number) => tell({ line: String(where) })
  // Lines are those of the whole text, supplements with it.
  const problems = version.problems.map(one => ({ ...one, line: lineOf(version, one.file, one.line) }))
  return (
    <Card size="small" title={version.file} extra={editable && !writing && <Button onClick={() => setWriting(true)}>{version.state === 'DRAFT' ? '改文本' : '照着拟新稿'}</Button>}>
      {version.problems.length > 0 && <Problems of={problems} onLine={to} />}
      {writing
        ? <Writing version={version} line={line} onLine={to} onLeave={() => setWriting(false)} />
        : <Lines text={version.text} problems={problems} line={line} />}
    </Card>
  )
}

function Problems({ of, onLine }: { of: Problem[]; onLine: (line: number) => void }) {
  return (
    <ul className="rows" aria-label="检查">
      {of.map(one => (
        <li key={`${one.file} ${one.line} ${one.column} ${one.message}`}>
          <Button size="small" onClick={() => onLine(one.line)}>第 {one.line} 行</Button>
          <span className="said"><strong>{one.level === 'error' ? '错误' : '提醒'}</strong> {one.message}{one.suggestion && <small> {one.suggestion}</small>}</span>
        </li>
      ))}
    </ul>
  )
}

function Lines({ text, problems, line }: { text: string; problems: Problem[]; line: number | null }) {
  const here = useRef<HTMLLIElement>(null)
  useEffect(() => here.current?.scrollIntoView({ block: 'center' }), [line])
  return (
    <ol className="code lines" tabIndex={0} aria-label="文本，逐行">
      {text.split('\n').map((written, at) => {
        const marks = problems.filter(one => one.line === at + 1)
        return (
          <li key={at} ref={line === at + 1 ? here : undefined} className={line === at + 1 ? 'chosen' : undefined}>
            <span className="number" aria-hidden>{at + 1}</span>
            <span>{written || ' '}{marks.map(one => <mark key={one.message} className={one.level}>{one.level === 'error' ? '错误' : '提醒'}：{one.message}</mark>)}</span>
          </li>
        )
      })}
    </ol>
  )
}

interface Given { version: Version; line: number | null; onLine: (line: number) => void; onLeave: () => void }

function Writing({ version, line, onLine, onLeave }: Given) {
  const [from] = useState({ text: version.text, digest: version.digest })
  const [text, setText] = useState(version.text)
  const [reason, setReason] = useState('')
  const { keep, running, refused, draft } = useKeeping(version)
  const area = useRef<HTMLDivElement>(null)
  useEffect(() => { if (line) choose(area.current?.querySelector('textarea'), line) }, [line])
  const told = refused?.message.match(/^([^:]+):(\d+):\d+:/)
  const where = told ? lineOf(version, told[1]!, Number(told[2])) : null
  const save = async () => { if (await keep(text, reason.trim(), from.digest) && draft) onLeave() }
  return (
    <div className="page" ref={area}>
      {from.digest !== version.digest && <Alert type="warning" showIcon title="这份草稿其间改过：您写的还在，但不能盖掉别人改的。把要改的记下，点“不改了”，照现在的文本再改" />}
      {refused && <Alert type="error" showIcon title="没有存，文本还在" description={refused.message} action={where && <Button size="small" onClick={() => onLine(where)}>到第 {where} 行</Button>} />}
      <Input.TextArea className="code" aria-label="办法的文本" rows={24} value={text} spellCheck={false} onChange={event => setText(event.target.value)} />
      <Input aria-label="为什么改" placeholder="为什么改，可以不写" maxLength={500} value={reason} onChange={event => setReason(event.target.value)} />
      <Flex gap="small" wrap>
        <Button type="primary" disabled={text === from.text} loading={running} onClick={() => void save()}>{draft ? '存进草稿' : '另存为新的草稿'}</Button>
        <Button onClick={onLeave}>不改了</Button>
      </Flex>
    </div>
  )
}

/** Selects a line of what is being written, and brings it into sight. */
function choose(area: HTMLTextAreaElement | null | undefined, line: number): void {
  if (!area) return
  const lines = area.value.split('\n')
  const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
  area.focus()
  area.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0))
  area.scrollTop = Math.max(0, (area.scrollHeight / lines.length) * (line - 6))
}
