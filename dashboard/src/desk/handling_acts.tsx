// What somebody may do now about a paper in the hands of units: a button for each, and what is asked before it is done.
import { useState } from 'react'
import { Alert, Button, Checkbox, Flex, Form, Input, InputNumber, Modal, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { type Data, Refused, useAsked } from '../shared/api'
import { type Handed, handedIn, sizeSaid } from '../shared/handing_in'
import type { HandlingAction } from '../shared/operations'
import { useChange } from './change'
import { Day } from './day'
import { useViewer } from './viewer'

interface Handling { number: number; version: number; title: string | null; units: { name: string; lead: boolean }[]; askedDays: number | null; availableActions: HandlingAction[] }
interface Written { words?: string; unit?: string; coUnits?: string[]; days?: number; text?: string; declared?: boolean; day?: Dayjs; how?: string }
type Choosing = NonNullable<Data<'HandlingForm'>['handlingForm']>
interface Act { said: string; done: string; primary?: true; danger?: true; words?: string; needed?: true; unit?: string; coUnits?: true; days?: true; answer?: true; contact?: true }

/** In the order in which they stand; without `words` nothing is asked before it is done. */
const ACTS: Partial<Record<HandlingAction, Act>> = {
  RECEIVE: { said: '签收', done: '已签收', primary: true },
  CO_RECEIVE: { said: '签收', done: '已签收', primary: true },
  ANSWER: { said: '答复', done: '已答复，等办公室审核', primary: true, answer: true },
  ACCEPT: { said: '承办', done: '已承办', primary: true, words: '打算怎样办（可以不写；写了，作者看得到）' },
  ASK_EXTENSION: { said: '申请延期', done: '已申请，等办公室定；期限照走', days: true, words: '为什么延期', needed: true },
  RETURN: { said: '退办', done: '已提出，等办公室定', unit: '应当由哪个单位办', words: '为什么不归本单位', needed: true },
  PASS: { said: '审核通过', done: '已办结，告诉作者', primary: true, words: '说明（可以不写）' },
  REDO: { said: '退回重办', done: '已退回', words: '为什么退回，要补什么', needed: true },
  GRANT_EXTENSION: { said: '同意延期', done: '已同意', primary: true, words: '说明（可以不写）' },
  REFUSE_EXTENSION: { said: '不同意延期', done: '已回复', words: '为什么不同意', needed: true },
  UPHOLD: { said: '维持', done: '已维持，由原单位承办', words: '为什么仍由这个单位办', needed: true },
  REASSIGN: { said: '改派', done: '已改派，期限从今天起算', unit: '改由哪个单位主办', coUnits: true, words: '说明（可以不写，新的单位看得到）' },
  PAUSE: { said: '暂停', done: '已暂停，期限不走', words: '为什么暂停', needed: true },
  RESUME: { said: '恢复', done: '已恢复，期限接着走', primary: true },
  CONTACT: { said: '记与作者的联系', done: '已记下', contact: true },
  REPORT_CONTACT: { said: '记单位与作者的联系', done: '已记下', contact: true },
}
const ORDER = Object.keys(ACTS) as HandlingAction[]

export function HandlingActs({ handling }: { handling: Handling }) {
  const { me: { committee } } = useViewer()
  const { change, running } = useChange()
  const [asking, setAsking] = useState<HandlingAction | null>(null)
  const at = { committee, number: handling.number, version: handling.version }
  const take = (action: HandlingAction, written: Written, files: Handed[]) => {
    const { unit = '', coUnits = [], days = 0, text = '', declared = false } = written
    const words = written.words?.trim() ?? '', maybe = words || null
    const done = ACTS[action]?.done, day = written.day?.format('YYYY-MM-DD') ?? ''
    switch (action) {
      case 'RECEIVE': case 'CO_RECEIVE': return change('ReceiveHandling', at, done)
      case 'ACCEPT': return change('AcceptHandling', { ...at, words: maybe }, done)
      case 'RETURN': return change('ReturnHandling', { ...at, unit, words }, done)
      case 'ASK_EXTENSION': return change('AskHandlingExtension', { ...at, days, words }, done)
      case 'ANSWER': return change('AnswerHandling', { ...at, notClassified: declared, input: { text, files: files.map(one => one.id) } }, done)
      case 'UPHOLD': return change('UpholdHandling', { ...at, words }, done)
      case 'REASSIGN': return change('ReassignHandling', { ...at, unit, coUnits, words: maybe }, done)
      case 'GRANT_EXTENSION': case 'REFUSE_EXTENSION': return change('DecideHandlingExtension', { ...at, granted: action === 'GRANT_EXTENSION', words: maybe }, done)
      case 'PAUSE': return change('PauseHandling', { ...at, words }, done)
      case 'RESUME': return change('ResumeHandling', at, done)
      case 'PASS': case 'REDO': return change('CheckHandlingAnswer', { ...at, passed: action === 'PASS', words: maybe }, done)
      case 'CONTACT': return change('NoteHandlingContact', { ...at, day, how: written.how ?? '' }, done)
      case 'REPORT_CONTACT': return change('ReportHandlingContact', { ...at, day, how: written.how ?? '' }, done)
      default: return Promise.resolve(null)
    }
  }
  const shown = ORDER.filter(one => handling.availableActions.includes(one))
  const press = (action: HandlingAction) => {
    const act = ACTS[action]
    if (act && (act.words || act.answer || act.contact)) setAsking(action)
    else void take(action, {}, [])
  }
  return (
    <>
      <Flex gap="small" wrap>
        {shown.map(action => {
          const act = ACTS[action]
          return act && <Button key={action} type={act.primary ? 'primary' : 'default'} loading={running && asking === null} onClick={() => press(action)}>{act.said}<span className="heard">：{handling.title ?? `第 ${handling.number} 号`}</span></Button>
        })}
      </Flex>
      {asking && <Asking key={asking} act={ACTS[asking] as Act} handling={handling} running={running} onLeave={() => setAsking(null)} onDone={async (written, files) => { if (await take(asking, written, files)) setAsking(null) }} />}
    </>
  )
}

interface Asked { act: Act; handling: Handling; running: boolean; onDone: (written: Written, files: Handed[]) => Promise<void>; onLeave: () => void }

/** What a step needs: which unit, how many days, an answer with its files, words. */
function Asking({ act, handling, running, onDone, onLeave }: Asked) {
  const [form] = Form.useForm<Written>()
  const [files, setFiles] = useState<Handed[]>([])
  const choosing = useAsked('HandlingForm', {}).data?.handlingForm
  const lead = handling.units.find(one => one.lead)?.name
  const declared = Form.useWatch('declared', form) ?? false
  const unit = Form.useWatch('unit', form)
  const others = choosing?.units.filter(one => one !== lead) ?? []
  return (
    <Modal title={`${act.said}：${handling.title ?? `第 ${handling.number} 号`}`} open width={act.answer ? 720 : 520} onOk={form.submit} onCancel={() => { if (!running) onLeave() }} confirmLoading={running} okText={act.said} destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={{ days: handling.askedDays ?? 5 }} onFinish={written => void onDone(written, files)}>
        {act.unit && (
          <Form.Item name="unit" label={act.unit} extra="没有的，请与办公室联系：先登记那个单位" rules={[{ required: true, message: '选一个单位' }]}>
            <Select showSearch={{ optionFilterProp: 'label' }} options={others.map(value => ({ value, label: value }))} />
          </Form.Item>
        )}
        {act.coUnits && (
          <Form.Item name="coUnits" label="协办的单位（可以没有）">
            <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={choosing?.units.filter(one => one !== unit).map(value => ({ value, label: value }))} />
          </Form.Item>
        )}
        {act.days && (
          <Form.Item name="days" label="延期几个工作日" extra={choosing && `最多 ${choosing.extensionDays} 个`} rules={[{ required: true, message: '写几个工作日' }]}>
            <InputNumber min={1} max={choosing?.extensionDays} precision={0} />
          </Form.Item>
        )}
        {act.answer && <Answer choosing={choosing ?? null} declared={declared} files={files} onFiles={setFiles} />}
        {act.contact && <Contact choosing={choosing ?? null} />}
        {act.words && (
          <Form.Item name="words" label={act.words} rules={act.needed ? [{ required: true, whitespace: true, message: '写明理由' }] : []}>
            <Input.TextArea rows={4} maxLength={2000} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}

/** When a unit spoke to the author, and how; a rating that is changed afterwards shows it. */
function Contact({ choosing }: { choosing: Choosing | null }) {
  return (
    <>
      <Form.Item name="day" label="哪一天联系的" rules={[{ required: true, message: '写上日期' }]}><Day className="wide" /></Form.Item>
      <Form.Item name="how" label="怎样联系的" extra="作者看得到；联系以后改了的评价，统计里标出" rules={[{ required: true, message: '选一项' }]}>
        <Select showSearch={{ optionFilterProp: 'label' }} options={choosing?.contacts.map(one => ({ value: one.code, label: one.name }))} />
      </Form.Item>
    </>
  )
}

function Answer({ choosing, declared, files, onFiles }: { choosing: Choosing | null; declared: boolean; files: Handed[]; onFiles: (files: Handed[]) => void }) {
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const take = async (chosen: File[]) => {
    setBusy(true)
    setRefused(null)
    const taken = [...files]
    try {
      for (const file of chosen) {
        taken.push(await handedIn(file, '/uploads'))
        onFiles([...taken])
      }
    } catch (error) {
      setRefused(error instanceof Refused ? error : new Refused('没有传上去，请再试一次', 'INTERNAL'))
    }
    setBusy(false)
  }
  return (
    <>
      <Form.Item name="declared" valuePropName="checked" rules={[{ validator: (_, value) => value ? Promise.resolve() : Promise.reject(new Error('先声明不涉密，再附、再答复')) }]}>
        <Checkbox>我声明：写的、附的都不涉及国家秘密</Checkbox>
      </Form.Item>
      <Form.Item name="text" label="答复" extra={choosing && `最多 ${choosing.most} 个字；办公室审核通过以后，作者看得到`} rules={[{ required: true, whitespace: true, message: '写上答复' }]}>
        <Input.TextArea autoSize={{ minRows: 8 }} />
      </Form.Item>
      <div className="drop">
        <label htmlFor="answer-files">{busy ? '正在上传……' : declared ? '附文件（可以不附）' : '附文件：一选就上传，所以先声明不涉密'}</label>
        <input id="answer-files" type="file" multiple disabled={busy || !declared} accept=".jpg,.jpeg,.png,.pdf,.docx,.xlsx" onChange={event => {
          const chosen = Array.from(event.target.files ?? [])
          event.target.value = ''
          if (chosen.length) void take(chosen)
        }} />
        <small>照片、PDF、Word、Excel，一个不超过 20 MB。作者、拍摄地点等信息会去掉。</small>
      </div>
      {refused && <Alert type="error" showIcon title={refused.message} />}
      {files.length > 0 && (
        <ul className="rows" aria-label="附的文件">
          {files.map(one => <li key={one.id}><span className="said">{one.name}（{sizeSaid(one.bytes)}）</span><Button size="small" aria-label={`不附 ${one.name}`} onClick={() => onFiles(files.filter(other => other !== one))}>不附</Button></li>)}
        </ul>
      )}
    </>
  )
}
