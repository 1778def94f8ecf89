// 社情民意: what was submitted, and its first review: accepted, kept on file, or returned.
import { useState } from 'react'
import { useLocation } from 'wouter'
import { Alert, Button, Card, Drawer, Flex, Form, Input, Select, Tag, Timeline } from 'antd'
import { type Data, useAsked } from '../../shared/api'
import type { OpinionAction, OpinionCountedInput, OpinionState } from '../../shared/operations'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid, timeSaid } from '../../shared/said'
import { useChange } from '../change'
import { countedIn, FIGURES, GROUPINGS, NOT_COUNTED } from '../counted'
import { Dialog } from '../dialog'
import { Listing, Only, Pager, Shown, SIZE } from '../list'
import { Outcomes } from '../outcomes'
import { Publication } from '../publication'
import { Purge } from '../purge'
import { Ratings } from '../ratings'
import { Similar } from '../similar'
import { OPINION_STATES } from '../words'
import { useViewer } from '../viewer'

type Row = NonNullable<NonNullable<Data<'OpinionInbox'>['committee']>['opinionInbox']>['nodes'][number]
type Item = NonNullable<Data<'OwnOpinion'>['opinion']>

const ALL = 'ALL'
// What the Office sees: no drafts, and nothing that was taken back.
const SEEN: OpinionState[] = ['SUBMITTED', 'RETURNED', 'ACCEPTED', 'EDITED', 'SIGNED', 'KEPT', 'PURGED']
const REVIEWS: OpinionAction[] = ['ACCEPT', 'KEEP_ON_FILE', 'RETURN']
const STEPS: Record<OpinionAction, string> = {
  SAVE: '保存', SUBMIT: '提交', WITHDRAW: '撤回', ACCEPT: '初审通过', KEEP_ON_FILE: '留存备查', RETURN: '退回',
  PURGE: '清除', TAKE_UP: '编入', LET_GO: '放回', ISSUE: '签发', HEAR: '有了答复', RATE: '评价',
  COUNT: '计入履职', NOTE_OUTCOME: '记采用、批示', TAKE_BACK_OUTCOME: '收回采用、批示',
  WITHHOLD: '不公开', PUT_BACK: '恢复公开', AGREE: '同意公开', DISAGREE: '不同意公开',
}

export default function OpinionsPage() {
  const { committee } = useViewer()
  const { told, tell } = usePlace()
  const chosen = told.get('state') ?? 'SUBMITTED'
  const state = chosen === ALL ? null : chosen as OpinionState
  const where = { state, area: told.get('area'), urgency: told.get('urgency'), overdue: told.get('overdue') ? true : null, search: told.get('search'), counted: countedIn(told) }
  const asked = useAsked('OpinionInbox', committee ? { committee, where, ...pageOf(told, SIZE) } : null)
  const form = useAsked('OpinionForm', {})
  const all = asked.data?.committee?.opinionInbox
  const hasty = form.data?.opinionForm.urgencies.find(one => one.days === 0)
  const narrow = (words: Record<string, string | null>) => tell({ ...words, after: null, before: null })
  return (
    <div className="page">
      <Card size="small" title="社情民意">
        <div className="filters" role="search">
          <Input.Search aria-label="里面的字词" placeholder="里面的字词，几个用空格隔开" allowClear maxLength={100} key={told.get('search') ?? ''} defaultValue={told.get('search') ?? ''} onSearch={search => narrow({ search: search.trim() || null })} />
          <Select aria-label="到哪一步" value={chosen} onChange={one => narrow({ state: one })} options={[...SEEN.map(value => ({ value: value as string, label: OPINION_STATES[value].said })), { value: ALL, label: '不论哪一步' }]} />
          <Select aria-label="关注重点" className="choice" allowClear placeholder="不论哪项关注重点" value={told.get('area')} onChange={one => narrow({ area: one ?? null })} options={form.data?.opinionForm.areas.map(one => ({ value: one.code, label: one.name }))} />
          <Select aria-label="缓急" className="choice" allowClear placeholder="不论缓急" value={told.get('urgency')} onChange={one => narrow({ urgency: one ?? null })} options={form.data?.opinionForm.urgencies.map(one => ({ value: one.code, label: one.name }))} />
          <Only name="overdue">只看过期的</Only>
        </div>
        {where.counted && <Counted of={where.counted} onLeave={() => narrow(NOT_COUNTED)} />}
        {hasty && <Waiting urgency={hasty} chosen={state === 'SUBMITTED' && told.get('urgency') === hasty.code} onLook={() => narrow({ state: 'SUBMITTED', urgency: hasty.code, area: null, overdue: null, search: null })} />}
        <Shown asked={asked}>{() => <List nodes={all?.nodes ?? []} loading={asked.loading} searched={Boolean(told.get('search'))} picking={state === 'ACCEPTED'} />}</Shown>
        <Pager info={all?.pageInfo} total={all?.totalCount} />
      </Card>
      <ItemDrawer />
    </div>
  )
}

/** Of which count of the analysis these are. */
function Counted({ of, onLeave }: { of: OpinionCountedInput; onLeave: () => void }) {
  const areas = useAsked('OpinionForm', {}).data?.opinionForm.areas
  const group = of.by === 'AREA' ? areas?.find(one => one.code === of.key)?.name : of.key
  return <p><Tag closable={{ 'aria-label': '不只看这个数' }} onClose={onLeave}>民情分析：{daySaid(of.firstDay)}到{daySaid(of.lastDay)}，{of.level}{FIGURES[of.figure]}{of.by ? `，${GROUPINGS[of.by]}：${group || '没有写'}` : ''}</Tag></p>
}

type Urgency = Data<'OpinionForm'>['opinionForm']['urgencies'][number]

/** How many wait that are to be reviewed the same day, wherever in the list they stand. */
function Waiting({ urgency, chosen, onLook }: { urgency: Urgency; chosen: boolean; onLook: () => void }) {
  const { committee } = useViewer()
  const asked = useAsked('OpinionInbox', committee ? { committee, where: { state: 'SUBMITTED', urgency: urgency.code }, first: 1 } : null)
  const count = asked.data?.committee?.opinionInbox?.totalCount
  if (!count || chosen) return null
  return <Alert className="gap" type="warning" showIcon title={`${urgency.name}的 ${count} 条待初审，当天就要办`} action={<Button onClick={onLook}>看这 {count} 条</Button>} />
}

function List({ nodes, loading, searched, picking }: { nodes: Row[]; loading: boolean; searched: boolean; picking: boolean }) {
  const { tell } = usePlace()
  const { committee, may } = useViewer()
  const { change, running } = useChange()
  const [, go] = useLocation()
  const [picked, setPicked] = useState<number[]>([])
  const items = picked.filter(number => nodes.some(one => one.number === number))
  const begin = async () => {
    const result = await change('BeginOpinionPaper', { committee, items }, '已编成，请编辑')
    if (result?.paper) go(`/desk/paper/${result.paper.number}`)
  }
  const edits = picking && may('edit_opinions')
  return (
    <>
    {edits && nodes.length > 0 && (
      <p className="filters">
        <Button type="primary" disabled={items.length === 0} loading={running} onClick={() => void begin()}>编成一份</Button>
        <span role="status">{items.length > 1 ? `${items.length} 条，综合成一份` : items.length === 1 ? '1 条，单篇' : '勾选一条或几条，编成一份编发稿'}</span>
      </p>
    )}
    <Listing<Row>
      rowKey="number" dataSource={nodes} loading={loading}
      {...(edits ? { rowSelection: { selectedRowKeys: items, onChange: keys => setPicked(keys as number[]), getCheckboxProps: one => ({ 'aria-label': `选 ${one.number} 号` }), hideSelectAll: true } } : {})}
      locale={{ emptyText: searched ? '没有写着这些字词的信息：少写一个词，或者选“不论哪一步”' : '没有信息：委员、信息员提交了，在这里初审' }}
      columns={[
        { title: '题目', key: 'title', render: (_, one) => <a href={`?number=${one.number}`} onClick={event => { event.preventDefault(); tell({ number: String(one.number) }) }}>{one.number} 号 {one.title ?? (one.state === 'PURGED' ? '（已清除）' : '（读不出了）')}</a> },
        { title: '提交的人', dataIndex: 'writer' },
        { title: '缓急', key: 'urgency', render: (_, one) => one.urgency?.name },
        { title: '状态', key: 'state', render: (_, one) => <Tag color={OPINION_STATES[one.state].colour}>{OPINION_STATES[one.state].said}</Tag> },
        { title: '提交', key: 'submitted', render: (_, one) => one.submittedAt && timeSaid(one.submittedAt) },
        { title: '期限', key: 'due', render: (_, one) => <>{one.due ? daySaid(one.due) : '不知道'}{one.overdue && <Tag color="red">过期</Tag>}</> },
        { title: '关注重点', key: 'area', render: (_, one) => one.area?.name },
      ]}
    />
    </>
  )
}

/** The one that the address names (`number=`), on whichever page of the list it stands. */
function ItemDrawer() {
  const { told, tell } = usePlace()
  const number = Number(told.get('number')) || null
  const asked = useAsked('OwnOpinion', number ? { number } : null)
  const one = asked.data?.opinion
  return (
    <Drawer title={number ? `第 ${number} 号信息` : '信息'} open={Boolean(number)} size={640} onClose={() => tell({ number: null })} destroyOnHidden>
      <Shown asked={asked}>{() => one?.number === number && one ? <Whole one={one} /> : asked.loading ? null : <Alert type="warning" title="没有这个编号的信息，或者已经撤回" />}</Shown>
    </Drawer>
  )
}

function Whole({ one }: { one: Item }) {
  const parts = [['情况', one.situation], ['原因', one.causes], ['建议', one.advice]] as const
  return (
    <div className="page">
      <h2>{one.title ?? (one.state === 'PURGED' ? '已清除，内容、附件都没有了' : '内容读不出了')}</h2>
      <p>
        {one.writer}{one.coAuthors.map(({ name, number }) => `、${name}${number ? `（${number}）` : '（不是委员）'}`)} · {one.urgency?.name} · {one.area?.name} · {one.source?.name}{one.call ? `：${one.call.name}` : one.contactPoint ? `：${one.contactPoint.name}` : ''}{one.late ? '（迟交）' : ''}{one.lead ? ` · 线索 ${one.lead} 号` : ''}{one.follows ? ` · 接着第 ${one.follows} 号` : ''} · {one.open ? '同意公开' : '不同意公开'}
      </p>
      <Review one={one} />
      {one.availableActions.includes('PURGE') && <Purge number={one.number} />}
      {one.state === 'SIGNED' && <Outcomes one={one} key={`outcomes ${one.number}`} />}
      {one.state === 'SIGNED' && <Publication one={one} />}
      {one.rating && <Ratings rating={one.rating} />}
      {one.warnings.map(said => <Alert key={said} type="info" title={said} />)}
      {parts.map(([name, said]) => said && <section key={name}><h3>{name}</h3><p className="as-written">{said}</p></section>)}
      {one.files.map(file => <p key={file.id}><a href={`/uploads/${file.id}`}>附件：{file.name}</a></p>)}
      <Similar number={one.number} key={one.number} />
      <Timeline items={one.steps.map(step => ({ content: <>{timeSaid(step.at)} {step.by}{STEPS[step.action]}{step.reason ? `：${step.reason.name}` : ''}{step.words ? <><br />{step.words}</> : null}</> }))} />
    </div>
  )
}

function Review({ one }: { one: Item }) {
  const { committee } = useViewer()
  const { change, running } = useChange()
  const [asking, setAsking] = useState<'KEEP_ON_FILE' | 'RETURN' | null>(null)
  const can = (action: OpinionAction) => one.availableActions.includes(action)
  const at = { committee, number: one.number, version: one.version }
  return (
    <>
      <p><Tag color={OPINION_STATES[one.state].colour}>{OPINION_STATES[one.state].said}</Tag>{one.state === 'SUBMITTED' && one.due ? `最迟 ${daySaid(one.due)}初审` : ''}</p>
      <Flex gap="small" wrap>
        {can('ACCEPT') && <Button type="primary" loading={running} onClick={() => void change('AcceptOpinion', at, '初审通过')}>初审通过</Button>}
        {can('KEEP_ON_FILE') && <Button onClick={() => setAsking('KEEP_ON_FILE')}>留存备查</Button>}
        {can('RETURN') && <Button onClick={() => setAsking('RETURN')}>退回</Button>}
      </Flex>
      {one.state === 'SUBMITTED' && !REVIEWS.some(can) && <Alert type="info" title="这条信息是您写的，由办公室的另一人初审" />}
      <Decision asking={asking} onLeave={() => setAsking(null)} onDone={({ reason, words }) => asking === 'RETURN'
        ? change('ReturnOpinion', { ...at, reason: reason ?? '', words: words?.trim() || null }, '已退回')
        : change('KeepOpinionOnFile', { ...at, words: words?.trim() || null }, '已留存备查')} />
    </>
  )
}

interface Decided { reason?: string; words?: string }
interface Deciding { asking: 'KEEP_ON_FILE' | 'RETURN' | null; onDone: (decided: Decided) => Promise<object | null>; onLeave: () => void }

/** Why an item goes no further: a reason of the list where it is returned, and words for its author. */
function Decision({ asking, onDone, onLeave }: Deciding) {
  const [form] = Form.useForm<Decided>()
  const [sending, setSending] = useState(false)
  const asked = useAsked('OpinionForm', {})
  const done = async (decided: Decided) => {
    setSending(true)
    const result = await onDone(decided)
    setSending(false)
    if (result) onLeave()
  }
  return (
    <Dialog title={asking ? STEPS[asking] : ''} open={asking !== null} onOk={form.submit} onCancel={onLeave} confirmLoading={sending} okText="确定" destroyOnHidden>
      <Form form={form} layout="vertical" preserve={false} onFinish={decided => void done(decided)}>
        {asking === 'RETURN' && (
          <Form.Item name="reason" label="退回的理由" rules={[{ required: true, message: '选一项理由' }]}>
            <Select showSearch={{ optionFilterProp: 'label' }} options={asked.data?.opinionForm.reasons.map(one => ({ value: one.code, label: one.name }))} />
          </Form.Item>
        )}
        <Form.Item name="words" label="对作者说的话（可以不写）"><Input.TextArea rows={4} maxLength={2000} /></Form.Item>
      </Form>
    </Dialog>
  )
}
