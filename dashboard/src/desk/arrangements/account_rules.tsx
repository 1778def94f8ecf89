// 密码和登录: by which rules, and whether a second factor is asked for.
import { useState } from 'react'
import { Alert, Button, Card, Descriptions, Form, Input, Radio } from 'antd'
import { type Data, useAsked } from '../../shared/api'
import type { AccountProfile, SecondFactorUse } from '../../shared/operations'
import { useChange } from '../change'
import { Dialog } from '../dialog'
import { Shown } from '../list'
import { useViewer } from '../viewer'

type Rules = NonNullable<Data<'AccountRules'>['accountRules']>
interface Written { profile: AccountProfile; secondFactor: SecondFactorUse; reason?: string }

const PROFILES: Record<AccountProfile, string> = { DENGBAO: '等保：要几类字符，到期要换', ASVS: 'ASVS：要长，不要求几类字符，不定期更换' }
const FACTORS: Record<SecondFactorUse, string> = { REQUIRED: '人人要绑定', OFFERED: '自愿绑定', OFF: '不用' }

export function AccountRules() {
  const { me, may } = useViewer()
  const [changing, setChanging] = useState(false)
  const asked = useAsked('AccountRules', { committee: me.committee })
  return (
    <Card size="small" title="密码和登录" extra={may('accounts') && <Button disabled={!asked.data} onClick={() => setChanging(true)}>改规定</Button>}>
      <Shown asked={asked}>
        {({ accountRules }) => accountRules && (
          <>
            <Descriptions column={1} size="small" bordered items={said(accountRules).map(([label, children]) => ({ key: label, label, children }))} />
            {changing && <RulesForm of={accountRules} onLeave={done => { setChanging(false); if (done) asked.again() }} />}
          </>
        )}
      </Shown>
    </Card>
  )
}

function said(of: Rules): [string, string][] {
  return [
    ['按哪一种', of.title],
    ['密码', `至少 ${of.shortest} 个字符（有动态口令的 ${of.shortestWithSecondFactor} 个），${of.classes} 类字符，${of.days ? `${of.days} 天一换` : '不要求定期更换'}`],
    ['动态口令', FACTORS[of.secondFactor]],
    ['连错', `同一账号在同一地址连错 ${of.failures} 次，等 ${of.waitingMinutes} 分钟`],
    ['登录', `${of.idleMinutes} 分钟不用、或满 ${of.hours} 小时，要重新登录`],
    ['首次口令', `${of.firstSecretHours} 小时内有效`],
  ]
}

function RulesForm({ of, onLeave }: { of: Rules; onLeave: (done: boolean) => void }) {
  const { me } = useViewer()
  const { change, running, refused } = useChange()
  const [form] = Form.useForm<Written>()
  const save = async ({ reason, ...chosen }: Written) => {
    if (await change('ChooseAccountRules', { committee: me.committee, ...chosen, reason: reason?.trim() || null }, '已选定')) onLeave(true)
  }
  return (
    <Dialog title="密码和登录的规定" open okText="保存" confirmLoading={running} onCancel={() => onLeave(false)} okButtonProps={{ htmlType: 'submit', form: 'account-rules' }} destroyOnHidden>
      {refused && <Alert className="gap" type="error" showIcon title={refused.message} />}
      <Form id="account-rules" form={form} layout="vertical" initialValues={{ profile: of.profile, secondFactor: of.secondFactor }} onFinish={written => void save(written)}>
        <Form.Item name="profile" label="按哪一种" extra="以后设置的密码按它；密码用多少天要换，马上按它"><Radio.Group vertical options={choices(PROFILES)} /></Form.Item>
        <Form.Item name="secondFactor" label="动态口令"><Radio.Group vertical options={choices(FACTORS)} /></Form.Item>
        <Form.Item name="reason" label="依据或事由" extra="可以不写；不写姓名、电话"><Input maxLength={500} /></Form.Item>
      </Form>
    </Dialog>
  )
}

function choices<K extends string>(words: Record<K, string>) {
  return (Object.keys(words) as K[]).map(value => ({ value, label: words[value] }))
}
