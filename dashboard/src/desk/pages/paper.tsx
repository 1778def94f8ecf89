// One paper: what the items say beside what was made of it, by whom it is signed, and what is to be done now.
import { useState } from 'react'
import { Alert, Button, Card, Flex, Popconfirm, Steps, Tag, Timeline } from 'antd'
import { Link, useParams } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import type { OpinionPaperAction } from '../../shared/operations'
import { timeSaid } from '../../shared/said'
import { useChange } from '../change'
import { Shown } from '../list'
import { Asking, PaperForm } from '../paper_form'
import { PAPER_STATES, PAPER_STEPS } from '../words'
import { useViewer } from '../viewer'

export type Paper = NonNullable<Data<'OpinionPaper'>['opinionPaper']>
type Item = Paper['items'][number]

export default function PaperPage() {
  const number = Number(useParams<{ number: string }>().number) || 0
  const asked = useAsked('OpinionPaper', { number })
  return (
    <div className="page">
      <p><Link href="/desk/papers">编发稿</Link></p>
      <Shown asked={asked}>{({ opinionPaper }) => opinionPaper && <Whole key={opinionPaper.number} paper={opinionPaper} />}</Shown>
    </div>
  )
}

function Whole({ paper }: { paper: Paper }) {
  const { may } = useViewer()
  const can = (action: OpinionPaperAction) => paper.availableActions.includes(action)
  const { said, colour } = PAPER_STATES[paper.state]
  return (
    <>
      <Card size="small" title={`第 ${paper.number} 号编发稿`} extra={<Tag color={colour}>{said}</Tag>}>
        <p>
          {paper.merged ? `综合，由 ${paper.items.length} 条编成` : '单篇'}
          {paper.destination && ` · 送${paper.destination.name}`}{paper.vehicle && ` · ${paper.vehicle.name}`}
          {paper.issue && ` ${paper.year} 年第 ${paper.issue} 期`}
          {paper.unit && ` · 承办：${paper.unit}`}{paper.coUnits.length > 0 && ` · 协办：${paper.coUnits.join('、')}`}
        </p>
        <Route paper={paper} />
        {paper.state === 'SIGNED' && paper.unit && may('check_handling') && <p><Link href={`/desk/handling?state=ALL&unit=${encodeURIComponent(paper.unit)}`}>看{paper.unit}怎样办</Link></p>}
        <Acts paper={paper} />
      </Card>
      <div className="pair">
        <section aria-label="原文">
          <h2>原文</h2>
          {paper.items.map(one => <Original key={one.number} item={one} />)}
        </section>
        <section aria-label="编的">
          <h2>编的（第 {paper.text.number} 稿）</h2>
          {can('SAVE') ? <PaperForm paper={paper} /> : <Card size="small"><Words said={paper.text} /></Card>}
        </section>
      </div>
      <Card size="small" title="办的每一步">
        <Timeline items={paper.steps.map(step => ({ content: (
          <>
            {timeSaid(step.at)} {step.post && `${step.post.name} `}{step.by}{step.insteadOf && `（代${step.insteadOf}）`}：{PAPER_STEPS[step.action]}（第 {step.text} 稿）
            {step.words && <><br /><span className="as-written">{step.words}</span></>}
          </>
        ) }))} />
      </Card>
      {paper.texts.length > 1 && <Versions paper={paper} />}
    </>
  )
}

/** Who signs it, one after the other: those who have, whose turn it is, and who is to. */
function Route({ paper }: { paper: Paper }) {
  if (paper.route.length === 0) return <p>还没有选去向：选了，这里写由谁依次签。</p>
  // What was signed before it was given back is signed anew.
  const last = paper.steps.map(step => step.action).lastIndexOf('HAND_UP')
  const signed = paper.steps.slice(last + 1).filter(step => step.action === 'SIGN' || step.action === 'ISSUE')
  const under = paper.state === 'SIGNING' || paper.state === 'SIGNED'
  return (
    <Steps
      className="gap" size="small" responsive current={under ? signed.length : -1}
      items={paper.route.map((post, at) => {
        const by = under ? signed[at] : undefined
        return { title: post.name, content: by ? `${by.by}${by.insteadOf ? `（代${by.insteadOf}）` : ''} ${timeSaid(by.at)}` : paper.awaits?.code === post.code ? '等签' : '' }
      })}
    />
  )
}

function Acts({ paper }: { paper: Paper }) {
  const { me: { committee } } = useViewer()
  const { change, running } = useChange()
  const [asking, setAsking] = useState<'SIGN' | 'SEND_BACK' | null>(null)
  const can = (action: OpinionPaperAction) => paper.availableActions.includes(action)
  const at = { committee, number: paper.number, version: paper.version }
  return (
    <>
      <Flex gap="small" wrap>
        {can('SIGN') && <Button type="primary" onClick={() => setAsking('SIGN')}>签</Button>}
        {can('SEND_BACK') && <Button onClick={() => setAsking('SEND_BACK')}>退回编辑</Button>}
        {can('CALL_BACK') && <Button loading={running} onClick={() => void change('CallBackOpinionPaper', at, '收回来了')}>收回来改</Button>}
        {can('DROP') && (
          <Popconfirm title="撤销这份编发稿？" description="里面的信息放回“初审通过”" okText="撤销" cancelText="不撤" onConfirm={() => void change('DropOpinionPaper', at, '已撤销')}>
            <Button danger>撤销</Button>
          </Popconfirm>
        )}
      </Flex>
      {paper.mine && !can('SIGN') && <Alert type="info" title="里面有您写的信息，不由您签：请安全管理员登记代签的人" />}
      <Asking
        asking={asking} onLeave={() => setAsking(null)}
        onDone={words => asking === 'SIGN'
          ? change('SignOpinionPaper', { ...at, words: words || null }, '已签')
          : change('SendBackOpinionPaper', { ...at, words }, '已退回')}
      />
    </>
  )
}

function Original({ item }: { item: Item }) {
  return (
    <Card size="small" className="gap" title={`第 ${item.number} 号信息`}>
      <p>{item.writer}{item.coAuthors.map(({ name, number }) => `、${name}${number ? `（${number}）` : '（不是委员）'}`)} · {item.area?.name} · {item.open ? '同意公开' : '不同意公开'}</p>
      <Words said={item} />
      {item.files.map(file => <p key={file.id}><a href={`/uploads/${file.id}`}>附件：{file.name}</a></p>)}
    </Card>
  )
}

interface Said { title: string | null; situation: string | null; causes: string | null; advice: string | null }

function Words({ said }: { said: Said }) {
  const parts = [['情况', said.situation], ['原因', said.causes], ['建议', said.advice]] as const
  return (
    <>
      <h3>{said.title ?? '内容读不出了'}</h3>
      {parts.map(([name, one]) => one && <section key={name}><h4>{name}</h4><p className="as-written">{one}</p></section>)}
    </>
  )
}

function Versions({ paper }: { paper: Paper }) {
  return (
    <Card size="small" title={`历次的 ${paper.texts.length} 稿`}>
      {[...paper.texts].reverse().map(one => (
        <details key={one.number}>
          <summary>第 {one.number} 稿{one.number === 1 ? '（原文）' : ''} · {one.savedBy} {timeSaid(one.savedAt)}</summary>
          <Words said={one} />
        </details>
      ))}
    </Card>
  )
}
