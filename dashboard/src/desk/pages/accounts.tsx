// 权限与账号: the accounts of a committee, who holds which role; each opens in a drawer (`account=`).
import { useState } from 'react'
import { Alert, Button, Card, Flex, Input, Select, Tag } from 'antd'
import { type Data, useAsked } from '../../shared/api'
import type { AccountState } from '../../shared/operations'
import { pageOf, usePlace } from '../../shared/place'
import { looksLikePhone, timeSaid } from '../../shared/said'
import { AccountDrawer, passwordSaid } from '../account'
import { HandOver, Register } from '../account_form'
import { FirstSecret, type Issued } from '../first_secret'
import { Listing, Pager, Shown, SIZE } from '../list'
import { useViewer } from '../viewer'
import { ACCOUNT_STATES } from '../words'

type Row = NonNullable<Data<'Accounts'>['accounts']>['nodes'][number]

const FIRST = { after: null, before: null }

export default function AccountsPage() {
  const { me, may } = useViewer()
  const { told, tell } = usePlace()
  const [opened, setOpened] = useState<'register' | 'over' | null>(null)
  const [issued, setIssued] = useState<Issued | null>(null)
  const grantable = useAsked('Grantable', { committee: me.committee }).data?.grantable
  const where = { role: told.get('role'), department: told.get('department'), state: told.get('state') as AccountState | null, search: told.get('search') }
  const asked = useAsked('Accounts', { committee: me.committee, where, ...pageOf(told, SIZE) })
  const list = asked.data?.accounts
  return (
    <div className="page">
      <Card
        size="small" title="账号"
        extra={<Flex gap="small" wrap>{may('grant') && <Button onClick={() => setOpened('over')}>移交</Button>}{may('accounts') && <Button type="primary" onClick={() => setOpened('register')}>登记账号</Button>}</Flex>}
      >
        <Filters roles={['委员', ...grantable?.roles.map(one => one.name) ?? []]} departments={grantable?.departments ?? []} />
        <Shown asked={asked}>{() => null}</Shown>
        <Listing<Row>
          rowKey="number" dataSource={list?.nodes ?? []} loading={asked.loading}
          locale={{ emptyText: '没有符合的账号：放宽上面的条件。账号由办公室、系统管理员登记' }}
          columns={[
            { title: '编号', dataIndex: 'number', className: 'number' },
            { title: '姓名', key: 'name', render: (_, one) => <a href={`?account=${one.number}`} onClick={event => { event.preventDefault(); tell({ account: String(one.number) }) }}>{one.realName}</a> },
            { title: '用户名', dataIndex: 'userName' },
            { title: '部门', dataIndex: 'department' },
            { title: '角色', key: 'roles', render: (_, one) => rolesSaid(one) },
            { title: '状态', key: 'state', render: (_, one) => <Tag color={ACCOUNT_STATES[one.state].colour}>{ACCOUNT_STATES[one.state].said}</Tag> },
            { title: '密码', key: 'password', render: (_, one) => passwordSaid(one) },
            { title: '最近登录', key: 'signed', render: (_, one) => one.signedInAt ? timeSaid(one.signedInAt) : '' },
          ]}
        />
        <Pager info={list?.pageInfo} total={list?.totalCount} unit="个" />
      </Card>
      <AccountDrawer onIssued={setIssued} />
      {opened === 'register' && <Register departments={grantable?.departments ?? []} onDone={done => { setOpened(null); if (done) setIssued(done) }} />}
      {opened === 'over' && <HandOver onDone={() => setOpened(null)} />}
      {issued && <FirstSecret of={issued} onDone={() => setIssued(null)} />}
    </div>
  )
}

function Filters({ roles, departments }: { roles: string[]; departments: string[] }) {
  const { told, tell } = usePlace()
  const [phone, setPhone] = useState(false)
  const choice = (name: string, label: string, options: { value: string; label: string }[]) => (
    <Select aria-label={label} allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={`不论${label}`} value={told.get(name)} options={options} onChange={chosen => tell({ [name]: chosen, ...FIRST })} />
  )
  const search = (written: string) => {
    const looks = looksLikePhone(written)
    setPhone(looks)
    if (!looks) tell({ search: written.trim(), ...FIRST })
  }
  return (
    <>
      <div className="filters" role="search">
        <Input.Search key={told.get('search') ?? ''} aria-label="姓名或账号编号" placeholder="姓名、账号编号" allowClear defaultValue={told.get('search') ?? ''} onSearch={search} />
        {choice('role', '角色', roles.map(value => ({ value, label: value })))}
        {choice('department', '部门', departments.map(value => ({ value, label: value })))}
        {choice('state', '状态', Object.entries(ACCOUNT_STATES).map(([value, { said }]) => ({ value, label: said })))}
      </div>
      {phone && <Alert className="gap" type="warning" showIcon title="不按手机号找：按姓名或账号编号" />}
    </>
  )
}

function rolesSaid({ roles, isMember }: Row): string {
  const held = roles.map(one => [one.role, one.department].filter(Boolean).join(' · '))
  return [...(isMember ? ['委员'] : []), ...held].join('、') || '没有'
}
