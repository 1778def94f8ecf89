// What people say of a year: each department of its own, the Members' Work Committee of the whole; versions are kept.
import { Alert, Button, Card, Drawer, Empty, Flex, Input } from 'antd'
import { useAsked } from '../../shared/api'
import { useDraft } from '../../shared/draft'
import { usePlace } from '../../shared/place'
import { timeSaid } from '../../shared/said'
import { useChange } from '../change'
import { Shown } from '../list'
import type { Results } from '../pages/results'
import { useViewer } from '../viewer'

const WHOLE = '全体', LONGEST = 2000

/** What is being written, and from which version (0: there was none); null: nothing. */
interface Draft { text: string; from: number | null }
const NOTHING: Draft = { text: '', from: null }

type Analysis = NonNullable<Results['analyses']>[number]

export function Analyses({ of, again }: { of: Results; again: () => void }) {
  const { may } = useViewer()
  const written = of.analyses ?? []
  const own = [...of.analysisDepartments, ...(may('close') ? [WHOLE] : [])]
  const departments = [...new Set([...written.map(one => one.department), ...own])].sort((one, other) => Number(one === WHOLE) - Number(other === WHOLE) || one.localeCompare(other, 'zh'))
  return (
    <>
      {departments.length === 0 && <Card size="small"><Empty description="还没有写过。各部门写本部门的，委员工作委员会写全体的" /></Card>}
      {departments.map(department => (
        <Of key={department} department={department} latest={written.find(one => one.department === department)} mine={own.includes(department)} again={again} />
      ))}
      <Versions />
    </>
  )
}

interface Given { department: string; latest: Analysis | undefined; mine: boolean; again: () => void }

function Of({ department, latest, mine, again }: Given) {
  const { committee, year, me } = useViewer()
  const { tell } = usePlace()
  const [draft, setDraft] = useDraft([me.number, 'analysis', committee, year, department].join('.'), NOTHING)
  const writing = mine && draft.from !== null
  const called = department === WHOLE ? '全体：综合分析和建议' : department
  return (
    <Card
      size="small" title={called}
      extra={(
        <Flex gap="small">
          {latest && <Button size="small" aria-label={`${called}的各版`} onClick={() => tell({ department })}>各版</Button>}
          {mine && !writing && <Button size="small" type="primary" aria-label={`写${called}`} onClick={() => setDraft({ text: latest?.text ?? '', from: latest?.version ?? 0 })}>{latest ? '另写一版' : '写'}</Button>}
        </Flex>
      )}
    >
      {writing
        ? <Writing department={department} called={called} latest={latest} draft={draft} onDraft={setDraft} again={again} />
        : latest
          ? <><Paragraphs text={latest.text} /><small>第 {latest.version} 版，{latest.writtenBy} {timeSaid(latest.writtenAt)}</small></>
          : <p>还没有写</p>}
    </Card>
  )
}

function Paragraphs({ text }: { text: string }) {
  return <>{text.split('\n').filter(Boolean).map((line, at) => <p key={at} className="long">{line}</p>)}</>
}

interface Written { department: string; called: string; latest: Analysis | undefined; draft: Draft; onDraft: (draft: Draft) => void; again: () => void }

function Writing({ department, called, latest, draft: { text, from }, onDraft, again }: Written) {
  const { committee, year } = useViewer()
  const { change, running, refused } = useChange()
  const others = !running && latest && latest.version !== from
  const save = async () => {
    const told = { committee, year, version: from ?? 0, text }
    const done = department === WHOLE
      ? await change('WriteYearAnalysis', told, '已写成新的一版')
      : await change('WriteDepartmentAnalysis', { ...told, department }, '已写成新的一版')
    if (done) { again(); onDraft(NOTHING) }
  }
  return (
    <div className="page">
      <Input.TextArea aria-label={called} value={text} maxLength={LONGEST} rows={10} showCount autoFocus onChange={event => onDraft({ text: event.target.value, from })} />
      <small>换行是另起一段。不写姓名、电话。</small>
      {others && (
        <Alert
          type="warning" showIcon title="别人在这期间写过新的一版，您写的还在，没有存" description={<>第 {latest.version} 版，{latest.writtenBy}：<Paragraphs text={latest.text} /></>}
          action={<Button onClick={() => onDraft({ text, from: latest.version })}>看过了，在它上面存我写的</Button>}
        />
      )}
      {refused && refused.code !== 'CONFLICT' && <Alert type="error" showIcon title={refused.message} />}
      <Flex gap="small"><Button type="primary" loading={running} disabled={!text.trim() || Boolean(others)} onClick={() => void save()}>存为一版</Button><Button onClick={() => onDraft(NOTHING)}>不写了</Button></Flex>
    </div>
  )
}

function Versions() {
  const { committee, year } = useViewer()
  const { told, tell } = usePlace()
  const department = told.get('department')
  const asked = useAsked('AnalysisVersions', committee && department ? { committee, year, department } : null)
  return (
    <Drawer title={`${department ?? ''}：各版，新的在前`} open={Boolean(department)} size={560} onClose={() => tell({ department: null })} destroyOnHidden>
      <Shown asked={asked}>
        {data => data.committee?.analysisVersions?.map(one => (
          <section key={one.version}><h3>第 {one.version} 版</h3><small>{one.writtenBy} {timeSaid(one.writtenAt)}</small><Paragraphs text={one.text} /></section>
        ))}
      </Shown>
    </Drawer>
  )
}
