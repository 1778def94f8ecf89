// 导入: files of records, or a roster of members (`of=members`), are handed in, looked at with what is wrong in them
// and its cures, and imported; records are taken back if need be.
import { useEffect, useState } from 'react'
import { Alert, App, Button, Card, Checkbox, Flex, Input, Segmented, Select, Tag } from 'antd'
import dayjs from 'dayjs'
import { ask, Refused, useAsked } from '../../shared/api'
import type { Handed } from '../../shared/handing_in'
import type { FileAnswerInput, FileHolding, ImportFilesInput } from '../../shared/operations'
import { usePlace } from '../../shared/place'
import { useChange } from '../change'
import { Day } from '../day'
import { ImportCompared } from '../import_compared'
import { ImportFiles } from '../import_files'
import { ImportOutcome, RosterOutcome } from '../import_outcome'
import { ImportProblems, type Preview } from '../import_problems'
import { ImportRows } from '../import_rows'
import { useViewer } from '../viewer'

interface Chosen { validOnly: boolean; removeGone: boolean; approve: boolean; accept: string[]; leaveOn: string | null; term: string | null }

const NOTHING: Chosen = { validOnly: false, removeGone: false, approve: false, accept: [], leaveOn: null, term: null }
const SILENT = { reason: '', lateReason: '' }

/** What was handed in of one kind, and all that was said to it. */
interface Told { files: Handed[]; answers: FileAnswerInput[]; chosen: Chosen; words: typeof SILENT }
const BLANK: Told = { files: [], answers: [], chosen: NOTHING, words: SILENT }

export default function ImportPage() {
  const { told, tell } = usePlace()
  const batch = Number(told.get('batch')) || null
  const holds: FileHolding = told.get('of') === 'members' ? 'MEMBERS' : 'RECORDS'
  // To look at the other kind drops nothing of this one.
  const [of, setOf] = useState<Record<FileHolding, Told>>({ RECORDS: BLANK, MEMBERS: BLANK })
  const next = () => tell({ batch: null })
  if (batch) return <div className="page">{holds === 'MEMBERS' ? <RosterOutcome batch={batch} onNext={next} /> : <ImportOutcome batch={batch} onNext={next} />}</div>
  return <div className="page"><Import key={holds} holds={holds} given={of[holds]} onGiven={change => setOf(before => ({ ...before, [holds]: { ...before[holds], ...change(before[holds]) } }))} onHolds={chosen => tell({ of: chosen === 'MEMBERS' ? 'members' : null })} onDone={number => tell({ batch: String(number) })} /></div>
}

interface Given { holds: FileHolding; given: Told; onGiven: (change: (before: Told) => Partial<Told>) => void; onHolds: (holds: FileHolding) => void; onDone: (batch: number) => void }

function Import({ holds, given: { files, answers, chosen, words }, onGiven, onHolds, onDone }: Given) {
  const { committee, year, may } = useViewer()
  const members = holds === 'MEMBERS', unit = members ? '名' : '条'
  const { message } = App.useApp()
  const setChosen = (chosen: Chosen) => onGiven(() => ({ chosen }))
  const setWords = (words: typeof SILENT) => onGiven(() => ({ words }))
  const { change, running, refused } = useChange()
  const input = files.length ? { committee, year, files: files.map(one => one.id), answers, holds, ...chosen } : null
  const { preview, looking, error, again } = useLook(input)
  const answer = (one: FileAnswerInput) => onGiven(before => ({ answers: [...before.answers.filter(other => !(other.section === one.section && other.subject === one.subject)), one] }))
  const enter = async () => {
    if (!input) return
    const done = await change('ImportFiles', { input: { ...input, reason: words.reason.trim() || null, lateReason: members ? null : words.lateReason.trim() || null } })
    if (!done) return
    if (done.batch) onDone(done.batch.number)
    else void message.info('文件里的和已有的完全一样，没有要写的', 8)
    put([])
  }
  // What was said of some files does not hold for others.
  const put = (handed: Handed[]) => onGiven(before => handed.length > 0 && !members
    ? { files: handed }
    : { ...BLANK, files: handed, chosen: { ...NOTHING, term: handed.length > 0 ? before.chosen.term : null } })
  return (
    <>
      <Card size="small" title="一、选文件">
        {may('enrol') && <Segmented<FileHolding> className="gap" aria-label="文件里装的是什么" value={holds} onChange={onHolds} options={[{ value: 'RECORDS', label: '履职记录' }, { value: 'MEMBERS', label: '委员名册' }]} />}
        {members && <Terms term={chosen.term} onTerm={term => setChosen({ ...chosen, term })} />}
        <ImportFiles holds={holds} files={files} onFiles={put} />
      </Card>
      {error && <Alert type="error" showIcon title={error.message} action={<Button onClick={again}>再试一次</Button>} />}
      {looking && <p role="status">正在读文件……大的要等一会儿</p>}
      {preview && (
        <>
          <Card size="small" title="二、看看有没有错">
            {answers.length > 0 && <Answers answers={answers} onDrop={one => onGiven(before => ({ answers: before.answers.filter(other => other !== one) }))} />}
            <ImportProblems problems={preview.understood.problems ?? []} total={preview.understood.problemCount} looking={looking} onAnswer={answer} />
          </Card>
          {preview.rowCount > 0 && <Card size="small" title="有错的行，照文件里的样子"><ImportRows rows={preview.rows ?? []} total={preview.rowCount} /></Card>}
          <ImportCompared preview={preview} holds={holds} />
          <Card size="small" title="四、导入">
            <Choices holds={holds} preview={preview} chosen={chosen} onChosen={setChosen} />
            <Flex gap="middle" wrap className="gap">
              <label className="wide">{members ? '事由' : '事由（更正已归档的要写）'}<Input value={words.reason} maxLength={500} onChange={event => setWords({ ...words, reason: event.target.value })} /></label>
              {!members && <label className="wide">补录的原因（过了录入期限的写）<Input value={words.lateReason} maxLength={500} onChange={event => setWords({ ...words, lateReason: event.target.value })} /></label>}
            </Flex>
            {preview.verdict && <Alert className="gap" type="warning" showIcon title={preview.verdict} />}
            {refused && <Alert className="gap" type="error" showIcon title={refused.message} />}
            <Button type="primary" size="large" disabled={looking || Boolean(error ?? preview.verdict)} loading={running} onClick={() => void enter()}>导入{preview.newCount + preview.changedCount > 0 ? ` ${preview.newCount + preview.changedCount} ${unit}` : ''}</Button>
          </Card>
        </>
      )}
    </>
  )
}

/** What an import of these would do, looked at anew whenever something is told; what was seen stays meanwhile. */
function useLook(input: ImportFilesInput | null) {
  const [state, setState] = useState<{ preview: Preview | null; looking: boolean; error: Refused | null }>({ preview: null, looking: false, error: null })
  const [round, setRound] = useState(0)
  const key = JSON.stringify(input)
  useEffect(() => {
    if (key === 'null') {
      setState({ preview: null, looking: false, error: null })
      return undefined
    }
    const stop = new AbortController(), asked = JSON.parse(key) as ImportFilesInput
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
      {answers.map(one => <Tag key={one.section + one.subject}>{one.subject} → {one.answer} <Button size="small" aria-label={`取消：${one.subject}`} onClick={() => onDrop(one)}>取消</Button></Tag>)}
    </Flex>
  )
}

/** Into which term a roster goes; the one of the year where nothing is chosen. */
function Terms({ term, onTerm }: { term: string | null; onTerm: (term: string | null) => void }) {
  const { committee, year } = useViewer()
  const terms = useAsked('RosterWords', { committee, year }).data?.committee?.terms ?? []
  if (terms.length < 2) return null
  return <div className="gap"><Select className="choice" aria-label="导入哪一届" allowClear placeholder={`${year} 年度所在的一届`} value={term} onChange={chosen => onTerm(chosen ?? null)} options={terms.map(one => ({ value: one.name, label: one.name }))} /></div>
}

interface Choosing { holds: FileHolding; preview: Preview; chosen: Chosen; onChosen: (chosen: Chosen) => void }

function Choices({ holds, preview, chosen, onChosen }: Choosing) {
  const { may } = useViewer()
  const members = holds === 'MEMBERS', gone = preview.goneCount > 0 && !preview.formerTerm
  const flip = (name: 'validOnly' | 'removeGone' | 'approve') => onChosen({ ...chosen, [name]: !chosen[name], ...(name === 'validOnly' ? { removeGone: false, leaveOn: null } : name === 'removeGone' ? { validOnly: false } : {}) })
  const mass = [...new Set([...chosen.accept, ...preview.toAccept])]
  return (
    <Flex vertical gap="small" className="gap">
      {(preview.errorCount > 0 || chosen.validOnly) && <Checkbox checked={chosen.validOnly} onChange={() => flip('validOnly')}>跳过有错误的行，其余照导</Checkbox>}
      {members && (gone || chosen.leaveOn) && <label>名册里没有的（{preview.goneCount} 名）都离任，在任的最后一天：<Day className="gap" placeholder="不写就不动" value={chosen.leaveOn ? dayjs(chosen.leaveOn) : null} onChange={(_, day) => onChosen({ ...chosen, leaveOn: typeof day === 'string' && day ? day : null, validOnly: false })} /></label>}
      {!members && (preview.goneCount > 0 || chosen.removeGone) && <Checkbox checked={chosen.removeGone} onChange={() => flip('removeGone')}>撤回文件里没有的（以前导入的 {preview.goneCount} 条）</Checkbox>}
      {!members && may('review') && <Checkbox checked={chosen.approve} onChange={() => flip('approve')}>导入就通过：我已经审核过文件里的</Checkbox>}
      {mass.map(name => <Checkbox key={name} checked={chosen.accept.includes(name)} onChange={() => onChosen({ ...chosen, accept: chosen.accept.includes(name) ? chosen.accept.filter(one => one !== name) : [...chosen.accept, name] })}>“{name}”改得很多，确实要改</Checkbox>)}
    </Flex>
  )
}
