// An account in a drawer (`account=`): how it stands, its roles from day to day, where it is signed in, and what the
// administrators do with it, each their own part.
import { useState } from 'react'
import { Alert, Button, Checkbox, Descriptions, Drawer, Flex, Form, Input, Tag } from 'antd'
import { Link } from 'wouter'
import { type Data, useAsked } from '../shared/api'
import { usePlace } from '../shared/place'
import { daySaid, timeSaid } from '../shared/said'
import { GiveRole, HandOver } from './account_form'
import { useChange } from './change'
import { Dialog } from './dialog'
import type { Issued } from './first_secret'
import { Shown } from './list'
import { Reason } from './reason'
import { useViewer } from './viewer'
import { ACCOUNT_STATES } from './words'

type One = NonNullable<Data<'Account'>['account']>
type Grant = One['grants'][number]

/** What an account has of departments, of which each has one administrator (履15). */
function administered({ grants }: One): string[] {
  return grants.flatMap(one => !one.over && one.department ? [`${one.role} · ${one.department}`] : [])
}

export function AccountDrawer({ onIssued }: { onIssued: (issued: Issued) => void }) {
  const { me } = useViewer()
  const { told, tell } = usePlace()
  const number = Number(told.get('account')) || null
  const asked = useAsked('Account', number ? { committee: me.committee, number } : null)
  const found = asked.data?.account
  return (
    <Drawer title={found ? `${found.realName}（账号 ${found.number}）` : '账号'} open={number !== null} size={640} onClose={() => tell({ account: null })} destroyOnHidden>
      <Shown asked={asked}>{({ account }) => account && <Whole one={account} onIssued={onIssued} />}</Shown>
    </Drawer>
  )
}

function Whole({ one, onIssued }: { one: One; onIssued: (issued: Issued) => void }) {
  const { may } = useViewer()
  const open = one.state !== 'CLOSED'
  return (
    <div className="page">
      {may('accounts') && open && <Keeping one={one} onIssued={onIssued} />}
      <Descriptions
        column={1} size="small" bordered
        items={[
          { key: 'state', label: '状态', children: <Tag color={ACCOUNT_STATES[one.state].colour}>{ACCOUNT_STATES[one.state].said}</Tag> },
          { key: 'user', label: '用户名', children: one.userName || '已经删除' },
          { key: 'department', label: '部门', children: one.department ?? '' },
          ...(one.isMember ? [{ key: 'member', label: '委员', children: '登记给委员的，角色是委员' }] : []),
          { key: 'registered', label: '登记', children: timeSaid(one.registeredAt) },
          { key: 'password', label: '密码', children: passwordSaid(one) },
          { key: 'factor', label: '动态口令', children: one.secondFactor ? '已绑定' : '没有绑定' },
          { key: 'outside', label: '外面的账号', children: one.outsideIdentities.map(each => `${each.title}，${timeSaid(each.linkedAt)} 绑定`).join('；') || '没有绑定' },
          { key: 'signed', label: '最近登录', children: one.signedInAt ? timeSaid(one.signedInAt) : '还没有' },
        ]}
      />
      <section aria-label="角色">
        <h3>角色</h3>
        <Grants one={one} />
      </section>
      <section aria-label="现在的登录">
        <h3>现在的登录</h3>
        <Sessions one={one} />
      </section>
      {may('audit') && <Link asChild href={`/desk/trail?about=${one.number}`}><Button>看有关的操作记录</Button></Link>}
    </div>
  )
}

export function passwordSaid({ passwordSetAt, firstSecretUntil, state }: { passwordSetAt: string | null; firstSecretUntil: string | null; state: One['state'] }): string {
  if (passwordSetAt) return `${timeSaid(passwordSetAt)} 设置`
  return firstSecretUntil && state === 'ACTIVE' ? `等本人设置，首次口令到 ${timeSaid(firstSecretUntil)}` : '没有'
}

type Step = 'lock' | 'loss' | 'unlock' | 'close'
const STEPS: Record<Step, { said: string; asked: string; done: string }> = {
  lock: { said: '锁定', asked: '锁定：登录都退出，密码照旧', done: '已锁定' },
  loss: { said: '报失', asked: '本人报失：登录都退出，密码、绑定作废，要重置才能再用', done: '已报失并锁定' },
  unlock: { said: '解除锁定', asked: '解除锁定，密码照旧', done: '已解除锁定' },
  close: { said: '注销', asked: '注销：手机号、密码、登录、角色随即删除，不能恢复', done: '已注销' },
}

function Keeping({ one, onIssued }: { one: One; onIssued: (issued: Issued) => void }) {
  const { me } = useViewer()
  const { change, running } = useChange()
  const [step, setStep] = useState<Step | null>(null)
  const [resetting, setResetting] = useState(false)
  const of = { committee: me.committee, number: one.number }
  const left = administered(one)
  const steps: Step[] = one.state === 'LOCKED' ? ['unlock', 'loss', 'close'] : ['lock', 'loss', 'close']
  const take = async (words: string) => {
    const reason = words || null
    if (step === 'unlock') return change('UnlockAccount', { ...of, reason }, STEPS.unlock.done)
    if (step === 'close') return change('CloseAccount', { ...of, reason }, STEPS.close.done)
    return step && change('LockAccount', { ...of, loss: step === 'loss', reason }, STEPS[step].done)
  }
  return (
    <Flex gap="small" wrap>
      <Button type="primary" loading={running} onClick={() => setResetting(true)}>重置密码</Button>
      {steps.map(each => <Button key={each} danger={each === 'close'} onClick={() => setStep(each)}>{STEPS[each].said}</Button>)}
      <Reason title={step ? STEPS[step].asked : ''} label="事由" needed={step !== 'unlock'} warned={step === 'close' && left.length > 0 ? `还管着${left.join('、')}，注销以后没有人管：先请安全管理员移交` : undefined} open={step !== null} onLeave={() => setStep(null)} onDone={take} />
      {resetting && <Reset one={one} onDone={issued => { setResetting(false); if (issued) onIssued(issued) }} />}
    </Flex>
  )
}

function Reset({ one, onDone }: { one: One; onDone: (issued?: Issued) => void }) {
  const { me } = useViewer()
  const { change, running, refused } = useChange()
  const [form] = Form.useForm<{ lost?: boolean; reason?: string }>()
  const save = async ({ lost, reason }: { lost?: boolean; reason?: string }) => {
    const result = await change('ResetAccount', { committee: me.committee, number: one.number, secondFactor: lost ?? false, reason: reason?.trim() || null })
    if (result) onDone(result)
  }
  return (
    <Dialog title={`重置：${one.realName}`} open onCancel={() => onDone()} okText="重置，发首次口令" confirmLoading={running} okButtonProps={{ htmlType: 'submit', form: 'reset' }} destroyOnHidden>
      {refused && <Alert type="error" showIcon title={refused.message} />}
      <p>原来的密码、现在的登录随即失效。新密码由本人设置，谁也看不到。</p>
      <Form id="reset" form={form} layout="vertical" onFinish={written => void save(written)}>
        <Form.Item name="lost" valuePropName="checked"><Checkbox>动态口令、绑定的外面的账号也解除（手机丢了、换了）</Checkbox></Form.Item>
        <Form.Item name="reason" label="事由" extra="如 忘了密码；不写姓名、电话"><Input maxLength={500} /></Form.Item>
      </Form>
    </Dialog>
  )
}

function Grants({ one }: { one: One }) {
  const { me, may } = useViewer()
  const { change, running } = useChange()
  const [giving, setGiving] = useState(false)
  const [over, setOver] = useState(false)
  const [back, setBack] = useState<Grant | null>(null)
  const mine = may('grant') && !one.isOwn && one.state !== 'CLOSED'
  return (
    <>
      {may('grant') && one.isOwn && <p>自己的角色自己不能改：请另一名安全管理员。</p>}
      {one.grants.length === 0 && <p>{one.isMember ? '没有另外授予的' : '没有授予过角色'}</p>}
      <ul className="rows">
        {one.grants.map(each => (
          <li key={each.number}>
            <span className="said">{[each.role, each.department].filter(Boolean).join(' · ')}，{daySaid(each.firstDay)}起，{each.over ? '已到期或收回' : each.lastDay ? `到${daySaid(each.lastDay)}` : '到收回为止'}</span>
            <span className="when">授权 {each.number}，{each.grantedBy}授予</span>
            {mine && !each.over && <Button size="small" loading={running} onClick={() => setBack(each)}>收回</Button>}
          </li>
        ))}
      </ul>
      {mine && (
        <Flex gap="small" wrap>
          <Button type="primary" onClick={() => setGiving(true)}>授予角色</Button>
          {administered(one).length > 0 && <Button onClick={() => setOver(true)}>移交部门的角色</Button>}
        </Flex>
      )}
      {over && <HandOver from={one} onDone={() => setOver(false)} />}
      {giving && <GiveRole account={one.number} name={one.realName} onDone={() => setGiving(false)} />}
      <Reason
        title={back ? `收回：${back.role}` : ''} label="事由" needed={false} open={back !== null} onLeave={() => setBack(null)}
        onDone={async words => back && change('WithdrawGrant', { committee: me.committee, number: back.number, reason: words || null }, '已收回，随即失效')}
      />
    </>
  )
}

function Sessions({ one }: { one: One }) {
  const { me, may } = useViewer()
  const { change, running } = useChange()
  if (one.sessions.length === 0) return <p>现在没有登录。</p>
  return (
    <ul className="rows">
      {one.sessions.map(each => (
        <li key={each.id}>
          <span className="said long">{each.address}，{each.client === 'COOKIE' ? '浏览器' : '别的程序'} {each.agent}</span>
          <span className="when">{timeSaid(each.begunAt)} 登录，{timeSaid(each.seenAt)} 还在用</span>
          {each.current && <Tag>现在这一个</Tag>}
          {may('accounts') && !each.current && <Button size="small" loading={running} onClick={() => void change('EndSession', { committee: me.committee, number: one.number, id: each.id }, '已退出')}>让它退出</Button>}
        </li>
      ))}
    </ul>
  )
}
