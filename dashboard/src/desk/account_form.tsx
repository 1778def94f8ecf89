// What is filled in for accounts: whom to register, which role to give, who hands over to whom.
import { useState } from 'react'
import { Alert, Form, Input, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { useAsked } from '../shared/api'
import { useChange } from './change'
import { Day } from './day'
import { Dialog } from './dialog'
import type { Issued } from './first_secret'
import { useViewer } from './viewer'

interface Whom { realName: string; phone: string; department?: string; member?: string }
interface What { role: string; department?: string; firstDay?: Dayjs; lastDay?: Dayjs; reason?: string }
interface Over { from?: number; to: number; reason: string }

const NEEDED = (message: string) => [{ required: true, message }]

export function Register({ departments, onDone }: { departments: string[]; onDone: (issued?: Issued) => void }) {
  const { me } = useViewer()
  const { change, running, refused } = useChange()
  const [form] = Form.useForm<Whom>()
  const save = async ({ realName, phone, department, member }: Whom) => {
    const input = { committee: me.committee, realName, phone, department: department?.trim() || null, member: member?.trim() || null }
    const result = await change('RegisterAccount', { input })
    if (result) onDone(result)
  }
  return (
    <Dialog title="登记账号" open onCancel={() => onDone()} okText="登记，发首次口令" confirmLoading={running} okButtonProps={{ htmlType: 'submit', form: 'register' }} destroyOnHidden>
      {refused && <Alert type="error" showIcon title={refused.message} />}
      <Form id="register" form={form} layout="vertical" onFinish={written => void save(written)}>
        <Form.Item name="realName" label="真实姓名" rules={NEEDED('写上真实姓名')}><Input maxLength={100} autoFocus autoComplete="off" /></Form.Item>
        <Form.Item name="phone" label="手机号" rules={NEEDED('写上手机号')} extra="就是用户名，11 位；加密保存"><Input maxLength={20} inputMode="tel" autoComplete="off" /></Form.Item>
        <Form.Item name="department" label="部门" extra={departments.length ? `如 ${departments.slice(0, 3).join('、')}；不属于部门的不写` : '不属于部门的不写'}><Input maxLength={100} /></Form.Item>
        <Form.Item name="member" label="委员编号" extra="是委员的才写，姓名要和名册一样"><Input maxLength={100} /></Form.Item>
      </Form>
    </Dialog>
  )
}

export function GiveRole({ account, name, onDone }: { account: number; name: string; onDone: () => void }) {
  const { me } = useViewer()
  const { change, running, refused } = useChange()
  const [form] = Form.useForm<What>()
  const [role, setRole] = useState<string>()
  const grantable = useAsked('Grantable', { committee: me.committee }).data?.grantable
  const chosen = grantable?.roles.find(one => one.name === role)
  const save = async ({ role, department, firstDay, lastDay, reason }: What) => {
    const input = {
      committee: me.committee, account, role, department: chosen?.named ? department?.trim() || null : null,
      firstDay: firstDay?.format('YYYY-MM-DD') ?? null, lastDay: lastDay?.format('YYYY-MM-DD') ?? null, reason: reason?.trim() || null,
    }
    if (await change('GrantRole', { input }, '已授予')) onDone()
  }
  return (
    <Dialog title={`授予角色：${name}`} open onCancel={onDone} okText="授予" confirmLoading={running} okButtonProps={{ htmlType: 'submit', form: 'grant' }} destroyOnHidden>
      {refused && <Alert type="error" showIcon title={refused.message} />}
      <Form id="grant" form={form} layout="vertical" onFinish={written => void save(written)}>
        <Form.Item name="role" label="角色" rules={NEEDED('选一个角色')} extra={chosen && `${chosen.article}：${chosen.rights.join('；') || '没有网上的权限'}`}>
          <Select autoFocus showSearch onChange={setRole} options={grantable?.roles.map(one => ({ value: one.name, label: one.name })) ?? []} />
        </Form.Item>
        {chosen?.named && <Form.Item name="department" label="哪个部门的" extra={chosen.department ? `不写则是${chosen.department}` : '写全称，如 提案委员会'} rules={chosen.department ? [] : NEEDED('写上部门')}><Input maxLength={100} /></Form.Item>}
        <Form.Item name="firstDay" label="从哪天起" extra="不写则从今天起"><Day className="wide" /></Form.Item>
        <Form.Item name="lastDay" label="到哪天为止" extra="不写则到收回为止"><Day className="wide" /></Form.Item>
        <Form.Item name="reason" label="事由" extra="一个部门要有第二名管理员的，必须写；不写姓名、电话"><Input maxLength={500} /></Form.Item>
      </Form>
    </Dialog>
  )
}

/** Both at once: what the one has of departments ends, and the other has it (履15、16). Whose it is, is chosen where
 * it is not said. */
export function HandOver({ from: whose, onDone }: { from?: { number: number; realName: string }; onDone: () => void }) {
  const { me } = useViewer()
  const { change, running, refused } = useChange()
  const [form] = Form.useForm<Over>()
  const save = async ({ from = whose?.number, to, reason }: Over) => {
    if (from && await change('HandOverRights', { committee: me.committee, from, to, reason: reason.trim() }, '已移交')) onDone()
  }
  return (
    <Dialog title={whose ? `移交部门的角色：${whose.realName}` : '移交部门的角色'} open onCancel={onDone} okText="移交" confirmLoading={running} okButtonProps={{ htmlType: 'submit', form: 'over' }} destroyOnHidden>
      {refused && <Alert type="error" showIcon title={refused.message} />}
      <Form id="over" form={form} layout="vertical" onFinish={written => void save(written)}>
        {!whose && <Form.Item name="from" label="原来的" rules={NEEDED('选原来的管理员')}><AccountChoice autoFocus /></Form.Item>}
        <Form.Item name="to" label="接手的" rules={NEEDED('选接手的人')} extra="部门的角色一个收回、一个授予，同时生效，期限照旧；别的角色不跟着走"><AccountChoice autoFocus={whose !== undefined} /></Form.Item>
        <Form.Item name="reason" label="事由" rules={[{ required: true, whitespace: true, message: '写上事由' }]} extra="如 人事变动，文号；不写姓名、电话"><Input maxLength={500} /></Form.Item>
      </Form>
    </Dialog>
  )
}

/** One of the open accounts, by a part of the name or the number. */
function AccountChoice({ id, value, onChange, autoFocus }: { id?: string; value?: number; onChange?: (number: number) => void; autoFocus?: boolean }) {
  const { me } = useViewer()
  const [search, setSearch] = useState('')
  const asked = useAsked('Accounts', { committee: me.committee, where: { search: search.trim() || null, state: 'ACTIVE', role: null, department: null }, first: 20 })
  const options = asked.data?.accounts?.nodes.map(one => ({ value: one.number, label: [`${one.number} ${one.realName}`, ...one.roles.map(held => held.department ?? held.role)].join(' · ') })) ?? []
  return <Select id={id} value={value} onChange={onChange} autoFocus={autoFocus} placeholder="姓名或编号" options={options} showSearch={{ filterOption: false, onSearch: setSearch }} />
}
