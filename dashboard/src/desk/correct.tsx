// A record put right: what is not touched is not sent, and stays. Of an archived one it is a counter-entry, which is reviewed.
import { useEffect, useState } from 'react'
import { Alert, Button, Form, Input, Modal, Skeleton } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { ask, Refused, useAsked } from '../shared/api'
import { AttributeFields, filled, type Filled, given, type Kind, owned } from './attributes'
import { useChange } from './change'
import { Day } from './day'
import { Dialog } from './dialog'
import { Edits } from './edits'
import { alike, Pasted, type Person } from './pasted'
import type { Whole } from './record'
import { useViewer } from './viewer'

interface Written { title: string; day: Dayjs; number: string; attributes?: Filled; reason: string; lateReason?: string }

interface Given { record: Whole; onDone: () => void }

/** The form, once it is known what the kind has and who all is in the record. */
export function Correct({ record, onDone }: Given) {
  const { committee } = useViewer()
  const catalogue = useAsked('Kinds', { committee, year: record.year })
  const { people, refused } = usePeople(record)
  const kind = catalogue.data?.committee?.kinds?.find(one => one.name === record.kind)
  const fault = catalogue.error ?? refused
  if (fault) return <Modal title="改正" open onCancel={onDone} footer={null}><Alert type="error" showIcon title={fault.message} /></Modal>
  if (!catalogue.data || !people) return <Modal title="改正" open onCancel={onDone} footer={null}><Skeleton active /></Modal>
  return <CorrectForm record={record} kind={kind} before={people} onDone={onDone} />
}

function CorrectForm({ record: opened, kind, before: first, onDone }: Given & { kind: Kind | undefined; before: Person[] }) {
  const { change, running, refused } = useChange()
  const [form] = Form.useForm<Written>()
  // What is written is put upon this: the record as it was opened, or as others left it meanwhile, once that was seen.
  const [{ record, before }, setBase] = useState({ record: opened, before: first })
  const [people, setPeople] = useState(before)
  const [seen, setSeen] = useState(false)
  const [fault, setFault] = useState<Refused | null>(null)
  const work = record.form === 'WORK'
  const fields = owned(kind, work ? 'WORK' : 'OCCASION')
  const standing = filled(record.attributes, fields)
  const archived = record.state === 'ARCHIVED'
  const moved = JSON.stringify(people) !== JSON.stringify(before)
  const stale = refused?.code === 'CONFLICT' && refused.field === 'version' && !seen
  const correct = async (written: Written) => {
    setSeen(false)
    const day = written.day.format('YYYY-MM-DD')
    const touched = form.isFieldsTouched(['attributes'], false) && Object.keys(written.attributes ?? {}).some(name => form.isFieldTouched(['attributes', name]))
    const input = {
      id: record.id, version: record.version, reason: written.reason.trim(), lateReason: written.lateReason?.trim() || null,
      ...(written.title.trim() === record.title ? {} : { title: written.title.trim() }),
      ...(day === record.day ? {} : { day }),
      ...(written.number.trim() === record.number ? {} : { number: written.number.trim() }),
      ...(touched ? { attributes: given({ ...standing, ...written.attributes }) } : {}),
    }
    // What follows from the order of authors is worked out, and not said.
    const said = new Set(owned(kind, work ? 'AUTHORSHIP' : 'PARTICIPATION').map(one => one.name))
    const now = people.map(one => ({ ...one, attributes: one.attributes.filter(attribute => said.has(attribute.name)) }))
    const result = work
      ? await change('CorrectWork', { input: { ...input, ...(moved ? { authors: now.map(one => ({ member: one.id, attributes: one.attributes })) } : {}) } })
      : await change('CorrectOccasion', { input: { ...input, ...(moved ? { participants: alike(now) } : {}) } })
    if (result) onDone()
  }
  const putUpon = async () => {
    const theirs = await found(record.id)
    const values = { title: theirs.record.title, day: dayjs(theirs.record.day), number: theirs.record.number }
    for (const name of ['title', 'day', 'number'] as const) if (!form.isFieldTouched(name)) form.setFieldValue(name, values[name])
    for (const [name, value] of Object.entries(filled(theirs.record.attributes, fields))) {
      if (!form.isFieldTouched(['attributes', name])) form.setFieldValue(['attributes', name], value)
    }
    if (!moved) setPeople(theirs.before)
    setBase(theirs)
    setSeen(true)
  }
  // An outsider stands somewhere between the members: their order is not put in place of the others.
  const ordered = !(work && record.outsiders > 0)
  return (
    <Dialog title={archived ? '更正：另立一条，审核通过才生效' : '改正'} open width={720} onCancel={onDone} onOk={() => form.submit()} okText={archived ? '提出更正' : '保存'} okButtonProps={{ disabled: stale }} confirmLoading={running} destroyOnHidden>
      {fault && <Alert type="error" showIcon title={fault.message} />}
      {refused && !stale && !seen && <Alert type="error" showIcon title={refused.message} />}
      {stale && (
        <Alert
          type="warning" showIcon title="别人在这期间改过这条记录，您写的还在，没有存" description={<Edits of={refused.edits} />}
          action={<Button onClick={() => void putUpon().catch(setFault)}>看过了，在它上面存我写的</Button>}
        />
      )}
      <Form form={form} layout="vertical" onFinish={written => void correct(written)} initialValues={{ title: record.title, day: dayjs(record.day), number: record.number, attributes: standing }}>
        <Form.Item name="title" label="题目" rules={[{ required: true, whitespace: true, message: '写上题目' }]}><Input maxLength={500} /></Form.Item>
        <Form.Item name="day" label="日期" rules={[{ required: true, message: '写上日期' }]}><Day /></Form.Item>
        <Form.Item name="number" label="编号" rules={[{ required: true, whitespace: true, message: '写上编号' }]}><Input maxLength={100} /></Form.Item>
        <AttributeFields of={fields} under="attributes" />
        {ordered
          ? <Pasted day={record.day} people={people} statuses={!work} onPeople={setPeople} />
          : <Alert type="info" title="有不是委员的作者：署名用“查询和修改”页或导入来改" />}
        <Form.Item name="reason" label="为什么改" rules={[{ required: true, whitespace: true, message: '写上为什么' }]} extra="不写姓名、电话"><Input maxLength={500} /></Form.Item>
        <Form.Item name="lateReason" label="补录的原因" extra="改了日期、因此过了录入期限的才写"><Input maxLength={500} /></Form.Item>
      </Form>
    </Dialog>
  )
}

/** All who are in a record: the first stand in it, the others are fetched page by page. Null: not yet. */
function usePeople(record: Whole): { people: Person[] | null; refused: Refused | null } {
  const [rest, setRest] = useState<Person[] | null>(record.parts && !record.parts.pageInfo.hasNextPage ? [] : null)
  const [refused, setRefused] = useState<Refused | null>(null)
  const after = record.parts?.pageInfo.endCursor ?? null
  useEffect(() => {
    if (rest === null) restOf(record.id, after).then(setRest, setRefused)
  }, [record.id])
  return { people: rest && [...peopleOf(record.parts?.nodes ?? []), ...rest], refused }
}

/** A record as it is now, with all who are in it. Raises `Refused`. */
async function found(id: string): Promise<{ record: Whole; before: Person[] }> {
  const { node } = await ask('Record', { id })
  if (node?.__typename !== 'Record' || !node.parts) throw new Refused('这条记录没有取到，请关掉再打开', 'NOT_FOUND')
  const { nodes, pageInfo } = node.parts
  return { record: node, before: [...peopleOf(nodes), ...(pageInfo.hasNextPage ? await restOf(id, pageInfo.endCursor) : [])] }
}

async function restOf(id: string, start: string | null): Promise<Person[]> {
  const found: Person[] = []
  for (let after = start, more = true; more;) {
    const { node } = await ask('RecordParts', { id, after })
    if (node?.__typename !== 'Record' || !node.parts) throw new Refused('名单没有取全，请再打开一次', 'INTERNAL')
    found.push(...peopleOf(node.parts.nodes))
    after = node.parts.pageInfo.endCursor
    more = node.parts.pageInfo.hasNextPage
  }
  return found
}

function peopleOf(parts: Pick<NonNullable<Whole['parts']>['nodes'][number], 'member' | 'attributes'>[]): Person[] {
  return parts.map(({ member, attributes }) => ({ id: member.id, name: member.name, number: member.number, attributes }))
}
