// 导入: files are handed in, looked at with what is wrong in them and its cures, imported, and taken back if need be.
import { useEffect, useState } from 'react'
import { Alert, App, Button, Card, Checkbox, Flex, Input, Tag } from 'antd'
import { ask, Refused } from '../../shared/api'
import type { Handed } from '../../shared/handing_in'
import type { FileAnswerInput, ImportRecordsInput } from '../../shared/operations'
import { usePlace } from '../../shared/place'
import { useChange } from '../change'
import { ImportCompared } from '../import_compared'
import { ImportFiles } from '../import_files'
import { ImportOutcome } from '../import_outcome'
import { ImportProblems, type Preview } from '../import_problems'
import { ImportRows } from '../import_rows'
import { useViewer } from '../viewer'

interface Chosen { validOnly: boolean; removeGone: boolean; approve: boolean; accept: string[] }

const NOTHING: Chosen = { validOnly: false, removeGone: false, approve: false, accept: [] }
const SILENT = { reason: '', lateReason: '' }

export default function ImportPage() {
  const { told, tell } = usePlace()
  const batch = Number(told.get('batch')) || null
  return <div className="page">{batch ? <ImportOutcome batch={batch} onNext={() => tell({ batch: null })} /> : <Import onDone={number => tell({ batch: String(number) })} />}</div>
}

function Import({ onDone }: { onDone: (batch: number) => void }) {
  const { committee, year } = useViewer()
  const { message } = App.useApp()
  const [files, setFiles] = useState<Handed[]>([])
  const [answers, setAnswers] = useState<FileAnswerInput[]>([])
  const [chosen, setChosen] = useState(NOTHING)
  const [words, setWords] = useState(SILENT)
  const { change, running, refused } = useChange()
  const input = files.length ? { committee, year, files: files.map(one => one.id), answers, ...chosen } : null
  const { preview, looking, error, again } = useLook(input)
  const answer = (one: FileAnswerInput) => setAnswers(before => [...before.filter(other => !(other.section === one.section && other.subject === one.subject)), one])
  const enter = async () => {
    if (!input) return
    const done = await change('ImportRecords', { input: { ...input, reason: words.reason.trim() || null, lateReason: words.lateReason.trim() || null } })
    if (!done) return
    if (done.batch) onDone(done.batch.number)
    else void message.info('文件里的和已有的完全一样，没有要写的', 8)
    put([])
  }
  // What was said of some files does not hold for others.
  const put = (handed: Handed[]) => {
    setFiles(handed)
    if (handed.length > 0) return
    setAnswers([])
    setChosen(NOTHING)
    setWords(SILENT)
  }
  return (
    <>
      <Card size="small" title="一、选文件"><ImportFiles files={files} onFiles={put} /></Card>
      {error && <Alert type="error" showIcon title={error.message} action={<Button onClick={again}>再试一次</Button>} />}
      {looking && <p role="status">正在读文件……大的要等一会儿</p>}
      {preview && (
        <>
          <Card size="small" title="二、看看有没有错">
            {answers.length > 0 && <Answers answers={answers} onDrop={one => setAnswers(answers.filter(other => other !== one))} />}
            <ImportProblems problems={preview.understood.problems ?? []} total={preview.understood.problemCount} looking={looking} onAnswer={answer} />
          </Card>
          {preview.rowCount > 0 && <Card size="small" title="有错的行，照文件里的样子"><ImportRows rows={preview.rows ?? []} total={preview.rowCount} /></Card>}
          <ImportCompared preview={preview} />
          <Card size="small" title="四、导入">
            <Choices preview={preview} chosen={chosen} onChosen={setChosen} />
            <Flex gap="middle" wrap className="gap">
              <label className="wide">事由（更正已归档的要写）<Input value={words.reason} maxLength={500} onChange={event => setWords({ ...words, reason: event.target.value })} /></label>
              <label className="wide">补录的原因（过了录入期限的写）<Input value={words.lateReason} maxLength={500} onChange={event => setWords({ ...words, lateReason: event.target.value })} /></label>
            </Flex>
            {preview.verdict && <Alert className="gap" type="warning" showIcon title={preview.verdict} />}
            {refused && <Alert className="gap" type="error" showIcon title={refused.message} />}
            <Button type="primary" size="large" disabled={looking || Boolean(error ?? preview.verdict)} loading={running} onClick={() => void enter()}>导入{preview.newCount + preview.changedCount > 0 ? ` ${preview.newCount + preview.changedCount} 条` : ''}</Button>
          </Card>
        </>
      )}
    </>
  )
}

/** What an import of these would do, looked at anew whenever something is told; what was seen stays meanwhile. */
function useLook(input: ImportRecordsInput | null) {
  const [state, setState] = useState<{ preview: Preview | null; looking: boolean; error: Refused | null }>({ preview: null, looking: false, error: null })
  const [round, setRound] = useState(0)
  const key = JSON.stringify(input)
  useEffect(() => {
    if (key === 'null') {
      setState({ preview: null, looking: false, error: null })
      return undefined
    }
    const stop = new AbortController(), asked = JSON.parse(key) as ImportRecordsInput
    setState(before => ({ ...before, looking: true, error: null }))
    ask('ImportPreview', { committee: asked.committee, input: asked }, stop.signal).then(
      data => { if (!stop.signal.aborted) setState({ preview: data.committee?.importPreview ?? null, looking: false, error: null }) },
      error => { if (!stop.signal.aborted) setState(before => ({ ...before, looking: false, error: error as Refused })) },
    )
    return () => stop.abort()
  }, [key, round])
  return { ...state, again: () => setRound(before => before + 1) }
}

function Answers({ answers, onDrop }: { answers: FileAnswerInput[]; onDrop: (one: FileAnswerInput) => void }) {
  return (
    <Flex gap="small" wrap align="center" className="gap">
      <span>已说明：</span>
      {answers.map(one => <Tag key={one.section + one.subject}>{one.subject} → {one.answer} <Button type="link" size="small" aria-label={`不这样改：${one.subject}`} onClick={() => onDrop(one)}>取消</Button></Tag>)}
    </Flex>
  )
}

function Choices({ preview, chosen, onChosen }: { preview: Preview; chosen: Chosen; onChosen: (chosen: Chosen) => void }) {
  const { may } = useViewer()
  const flip = (name: 'validOnly' | 'removeGone' | 'approve') => onChosen({ ...chosen, [name]: !chosen[name], ...(name === 'validOnly' ? { removeGone: false } : name === 'removeGone' ? { validOnly: false } : {}) })
  const mass = [...new Set([...chosen.accept, ...preview.toAccept])]
  return (
    <Flex vertical gap="small" className="gap">
      {(preview.errorCount > 0 || chosen.validOnly) && <Checkbox checked={chosen.validOnly} onChange={() => flip('validOnly')}>跳过有错误的行，其余照导</Checkbox>}
      {(preview.goneCount > 0 || chosen.removeGone) && <Checkbox checked={chosen.removeGone} onChange={() => flip('removeGone')}>撤回文件里没有的（以前导入的 {preview.goneCount} 条）</Checkbox>}
      {may('review') && <Checkbox checked={chosen.approve} onChange={() => flip('approve')}>导入就通过：我已经审核过文件里的</Checkbox>}
      {mass.map(name => <Checkbox key={name} checked={chosen.accept.includes(name)} onChange={() => onChosen({ ...chosen, accept: chosen.accept.includes(name) ? chosen.accept.filter(one => one !== name) : [...chosen.accept, name] })}>“{name}”改得很多，确实要改</Checkbox>)}
    </Flex>
  )
}
