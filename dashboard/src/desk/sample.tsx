// One sample from its frame to its result: the seed, the draws, what was found of each record.
import { useState } from 'react'
import { Alert, Button, Card, Descriptions, Flex, Popover, Tag } from 'antd'
import { type Data, useAsked } from '../shared/api'
import { pageOf, usePlace } from '../shared/place'
import { timeSaid } from '../shared/said'
import { useChange } from './change'
import { Export } from './exported'
import { Listing, Pager, Shown, SIZE } from './list'
import { Reason } from './reason'
import { Draw, Extend } from './sample_draw'
import { Finding } from './sample_finding'
import { frameSaid, SAMPLE_CURES, SAMPLE_STATES, STATES } from './words'
import { useViewer } from './viewer'

export type Sample = NonNullable<NonNullable<Data<'Sample'>['committee']>['sample']>
export type Drawn = NonNullable<Sample['drawn']>['nodes'][number]

export function SampleShown({ number }: { number: number }) {
  const { committee } = useViewer()
  const { told, tell } = usePlace()
  const asked = useAsked('Sample', committee ? { committee, number, ...pageOf(told, SIZE) } : null)
  return (
    <>
      <Flex><Button onClick={() => tell({ sample: null, after: null, before: null })}>全部抽查</Button></Flex>
      <Shown asked={asked}>{({ committee: found }) => found?.sample?.number === number ? <Whole sample={found.sample} loading={asked.loading} /> : asked.loading ? null : <Alert type="warning" title={`没有第 ${number} 次抽查`} />}</Shown>
    </>
  )
}

function Whole({ sample, loading }: { sample: Sample; loading: boolean }) {
  const { committee, may } = useViewer()
  const { change, running } = useChange()
  const [abandoning, setAbandoning] = useState(false)
  const state = SAMPLE_STATES[sample.state]
  return (
    <>
      <Card
        size="small" title={<>第 {sample.number} 次抽查 <Tag color={state.colour}>{state.said}</Tag></>}
        extra={<a href={`/samples/${sample.number}`} target="_blank" rel="noreferrer">公布的页面，自己重复一遍</a>}
      >
        <Descriptions
          column={1} size="small" bordered
          items={[
            { key: 'frame', label: '名单', children: `${frameSaid(sample)}，共 ${sample.records} 条，建议抽 ${sample.proposed} 条` },
            { key: 'frozen', label: '冻结', children: `${sample.frozenBy} ${timeSaid(sample.frozenAt)}` },
            { key: 'digest', label: '名单的 SHA-256', children: <code className="long">{sample.digest}</code> },
            ...(sample.persons.length ? [{ key: 'persons', label: '报的数字', children: sample.persons.map(one => `${one.seat} ${one.digits}`).join('，') }] : []),
            ...(sample.seed ? [{ key: 'seed', label: '种子', children: <code className="long">{sample.seed}</code> }] : []),
            ...(sample.drawnAt ? [{ key: 'drawn', label: '抽取', children: timeSaid(sample.drawnAt) }] : []),
          ]}
        />
        {may('examine') && sample.state === 'FROZEN' && <div className="pager"><Button danger loading={running} onClick={() => setAbandoning(true)}>作废这份名单</Button></div>}
        <Reason
          title="作废名单：作废的仍看得见" label="为什么" needed open={abandoning} onLeave={() => setAbandoning(false)}
          onDone={reason => change('AbandonSample', { committee, number: sample.number, version: sample.version, reason }, '已作废')}
        />
      </Card>
      {may('examine') && sample.state === 'FROZEN' && <Draw sample={sample} />}
      {sample.state === 'DRAWN' && <Results sample={sample} />}
      {sample.state === 'DRAWN' && <Records sample={sample} loading={loading} />}
    </>
  )
}

function Results({ sample }: { sample: Sample }) {
  const { may } = useViewer()
  return (
    <Card size="small" title="结果">
      <ul className="rows">
        {sample.draws.map(one => (
          <li key={JSON.stringify([one.kinds, one.departments])}>
            <span className="said">{[one.departments?.join('、'), one.kinds?.join('、')].filter(Boolean).join(' · ') || '整份名单'}共 {one.records} 条，抽了 n = {one.size} 条，检查了 {one.examined} 条，有问题的 {one.faults} 条</span>
            {one.low === null ? <span>还有 {one.size - one.examined} 条没有检查，不给区间</span> : <strong>全部里面有问题的占 {one.low} % 到 {one.high} %（95 % 区间）</strong>}
          </li>
        ))}
      </ul>
      <p><small>区间按 Clopper–Pearson 精确计算，两端向外取到 0.1 %。不按它给部门排名：抽的十几条说明不了谁好谁差。</small></p>
      {may('examine') && <Extend sample={sample} />}
    </Card>
  )
}

function Records({ sample, loading }: { sample: Sample; loading: boolean }) {
  const { committee, may } = useViewer()
  const { tell } = usePlace()
  const [finding, setFinding] = useState<Drawn | null>(null)
  return (
    <Card size="small" title="抽到的记录，按抽中的次序" extra={<Export name="Sample" variables={{ committee, number: sample.number }} />}>
      <Listing<Drawn>
        rowKey="place" dataSource={sample.drawn?.nodes ?? []} loading={loading}
        columns={[
          { title: '次序', dataIndex: 'place', className: 'number' },
          { title: '记录', key: 'record', render: (_, one) => one.record ? <a href={`?record=${one.record.id}`} onClick={event => { event.preventDefault(); tell({ record: one.record!.id }) }}>{one.kind} · {one.record.title || one.record.number}</a> : `${one.kind}，名单第 ${one.rowNumber} 号` },
          { title: '部门', dataIndex: 'department' },
          { title: '冻结以后', key: 'changed', render: (_, one) => one.changed ? <Popover content={`冻结时第 ${one.versionThen} 版，现在第 ${one.versionNow} 版`}><Tag color="orange">改过 · {STATES[one.stateNow].said}</Tag></Popover> : '没有改' },
          { title: '检查出', key: 'finding', render: (_, one) => <Found of={one} /> },
          { title: '', key: 'do', render: (_, one) => may('examine') && one.record && <Button size="small" type={one.finding ? 'default' : 'primary'} onClick={() => setFinding(one)}>{one.finding ? '改写' : '写结果'}</Button> },
        ]}
      />
      <Pager info={sample.drawn?.pageInfo} total={sample.drawn?.totalCount} />
      {finding && <Finding key={finding.place} sample={sample.number} drawn={finding} onLeave={() => setFinding(null)} />}
    </Card>
  )
}

function Found({ of: { finding } }: { of: Drawn }) {
  if (!finding) return <>还没有检查</>
  const who = `${finding.foundBy} ${timeSaid(finding.foundAt)}`
  if (!finding.fault) return <><Tag color="green">没有问题</Tag><small>{who}</small></>
  return <><Tag color="red">{finding.cure && SAMPLE_CURES[finding.cure]}</Tag>{finding.what} <small>{who}</small></>
}
