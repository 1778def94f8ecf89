// A first secret as it is handed to its holder: shown once, printed as a letter, and kept nowhere, in no address.
import { Alert, Button, Flex, Modal } from 'antd'
import { timeSaid } from '../shared/said'

export interface Issued { account: { number: number; realName: string; userName: string } | null; firstSecret: string | null; until: string | null }

export function FirstSecret({ of, onDone }: { of: Issued; onDone: () => void }) {
  const { account, firstSecret, until } = of
  return (
    <Modal
      title={`${account?.realName}的首次口令`} open closable={false} mask={{ closable: false }} keyboard={false}
      footer={<Flex gap="small" justify="end">{firstSecret && <Button onClick={() => print()}>打印</Button>}<Button type="primary" onClick={onDone}>已经交给本人</Button></Flex>}
    >
      {firstSecret === null
        ? <Alert type="warning" showIcon title="已经做好，首次口令没有收到" description={`网络断过，首次口令不会再给。请对账号 ${account?.number} 再“重置”一次，发新的。`} />
        : (
          <div className="letter">
            <p>{account?.realName}：</p>
            <p>您的账号编号 {account?.number}，用户名是您的手机号（{account?.userName}）。</p>
            <p>首次口令：<strong className="code secret">{firstSecret}</strong></p>
            <p>请在 {until && timeSaid(until)} 以前，打开 {location.origin}/password ，用它设置密码。用过即废；设置以前，什么也做不了。</p>
            <p>工作人员不会再向您要这个口令，也不会要您的密码。</p>
          </div>
        )}
      <p><small>只显示这一次，关了就看不到。打印后装进信封交给本人，不要用短信、微信转发。</small></p>
    </Modal>
  )
}
