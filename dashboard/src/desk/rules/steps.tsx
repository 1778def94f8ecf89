// How a version goes on: handed in, returned, published by another person, copied, withdrawn by two.
import { type ReactNode, useState } from 'react'
import { Alert, Button, Flex } from 'antd'
import { Link, useLocation } from 'wouter'
import { timeSaid } from '../../shared/said'
import { useChange } from '../change'
import { Listing } from '../list'
import { Reason } from '../reason'
import { useViewer } from '../viewer'
import { Named } from './named'
import type { Version } from './version'

type Step = 'SubmitRuleSet' | 'ReturnRuleSet' | 'PublishRuleSet' | 'WithdrawRuleSet' | 'ConfirmWithdrawal'
interface Touched { member: { number: string; name: string }; totalBefore: string | null; totalAfter: string | null; rankBefore: number | null; rankAfter: number | null }

/** How a step is called, what is asked for it, and what is said when it is done. */
const STEPS: Record<Step, { title: string; label: string; needed: boolean; done: string }> = {
  SubmitRuleSet: { title: '送审', label: '说明，可以不写', needed: false, done: '已送审：请另一人发布' },
  ReturnRuleSet: { title: '退回', label: '为什么退回', needed: false, done: '已退回' },
  PublishRuleSet: { title: '发布', label: '依据的文件，如文号；不写为拟稿时的', needed: false, done: '已发布，随即按它记分' },
  WithdrawRuleSet: { title: '撤回', label: '为什么撤回', needed: true, done: '已办' },
  ConfirmWithdrawal: { title: '确认撤回', label: '说明，可以不写', needed: false, done: '已撤回' },
}

export function Steps({ version }: { version: Version }) {
  const { may, year } = useViewer()
  const { change, running, refused } = useChange()
  const [, go] = useLocation()
  const [asking, setAsking] = useState<Step | null>(null)
  const [touched, setTouched] = useState<Touched[] | null>(null)
  const step = async (which: Step, words: string) => {
    const said = words || null
    const given = which === 'PublishRuleSet' ? { id: version.id, document: said } : { id: version.id, reason: said }
    const result: { errors: unknown[]; touched?: Touched[] } | null = await change(which, given, STEPS[which].done)
    setTouched(result?.touched ?? null)
    return result
  }
  const copy = async () => {
    const kept = await change('CopyRuleSet', { input: { id: version.id, toYear: version.year + 1 } }, `已复制为 ${version.year + 1} 年的草稿`)
    if (kept?.version) go(`/desk/rules/${encodeURIComponent(kept.version.id)}?year=${year}`)
  }
  const titleOf = (which: Step) => which === 'WithdrawRuleSet' && version.state === 'PUBLISHED' ? '要求撤回' : STEPS[which].title
  const button = (which: Step, primary = false) => <Button key={which} type={primary ? 'primary' : 'default'} loading={running} onClick={() => setAsking(which)}>{titleOf(which)}</Button>
  const buttons: ReactNode[] = [
    ...(version.state === 'DRAFT' && may('draft') ? [button('SubmitRuleSet', true), button('WithdrawRuleSet')] : []),
    ...(version.state === 'IN_REVIEW' ? [may('publish') && button('PublishRuleSet', true), may('draft') && button('ReturnRuleSet')] : []),
    ...(version.withdrawal ? [may('publish') && button('ConfirmWithdrawal', true), may('draft') && button('ReturnRuleSet')] : []),
    ...(version.state !== 'DRAFT' && version.state !== 'IN_REVIEW' && may('draft') ? [<Button key="copy" loading={running} onClick={() => void copy()}>复制为 {version.year + 1} 年的草稿</Button>] : []),
    ...(version.state === 'PUBLISHED' && !version.withdrawal && may('draft') ? [button('WithdrawRuleSet')] : []),
  ]
  return (
    <div className="page">
      <Told version={version} />
      {refused && <Alert type={refused.code === 'SECOND_PERSON_REQUIRED' ? 'warning' : 'error'} showIcon title={refused.code === 'SECOND_PERSON_REQUIRED' ? '要由另一人来做' : '没有做成'} description={refused.message} />}
      <Flex gap="small" wrap>{buttons}</Flex>
      {touched && <Changed of={touched} year={version.year} />}
      {asking && <Reason {...STEPS[asking]} title={titleOf(asking)} open onLeave={() => setAsking(null)} onDone={words => step(asking, words)} />}
    </div>
  )
}

/** What the state means, and what to do now. */
function Told({ version }: { version: Version }) {
  const { year } = useViewer()
  switch (version.state) {
    case 'DRAFT': return <Alert type="info" title="草稿，不影响记分：改好、试算以后送审，由另一人发布" />
    case 'IN_REVIEW': return <Alert type="info" title="等另一人发布：起草、最后修改这一版的人不能自己发布，请委员工作委员会的另一名同事登录以后发布" />
    case 'PUBLISHED': {
      const { withdrawal, predecessor } = version
      const back = predecessor ? <>撤回以后，<Link href={`/desk/rules/${encodeURIComponent(predecessor.id)}?year=${year}&part=simulation`}>{predecessor.title}</Link> 恢复生效：要求撤回以前先试算它</> : '撤回以后，这一年就没有办法、没有记分'
      return withdrawal
        ? <Alert type="warning" showIcon title={`${withdrawal.actor} ${timeSaid(withdrawal.at)} 要求撤回这一版：${withdrawal.reason}`} description={<>由另一人确认，或退回。{back}</>} />
        : <Alert type="success" title="正在生效，文本不再改" description={<>要修改，改一条另存为新的草稿，发布以后取代它。{back}</>} />
    }
    case 'SUPERSEDED': return <Alert type="info" title="已被后来的一版取代，不再改" />
    case 'WITHDRAWN': return <Alert type="info" title="已撤回，不再改；可以照着拟新稿" />
  }
}

function Changed({ of, year }: { of: Touched[]; year: number }) {
  return (
    <Listing<Touched>
      rowKey={one => one.member.number} size="small" dataSource={of} title={() => `总分或名次因此变动的委员（最多列 100 名）：${of.length}`}
      locale={{ emptyText: '没有人的总分、名次因此变动' }}
      columns={[
        { title: '委员', key: 'member', render: (_, one) => <Named member={one.member} year={year} /> },
        { title: '总分', key: 'total', className: 'number', render: (_, one) => `${one.totalBefore ?? '没有'} → ${one.totalAfter ?? '没有'}` },
        { title: '名次', key: 'rank', className: 'number', render: (_, one) => `${one.rankBefore ?? '不排'} → ${one.rankAfter ?? '不排'}` },
      ]}
    />
  )
}
