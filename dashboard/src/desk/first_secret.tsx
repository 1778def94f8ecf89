// A first secret on its way to its holder (ADR 0058): as a code that the holder's own telephone reads while they stand
// here, or as a printed letter. It is never to be read on the screen, kept nowhere, and in no address that is sent.
import { useEffect, useState } from 'react'
import { Alert, Button, Flex, Modal, QRCode } from 'antd'
import { useAsked } from '../shared/api'
import { timeSaid } from '../shared/said'
import { useViewer } from './viewer'

export interface Issued { account: { number: number; realName: string; userName: string } | null; firstSecret: string | null; until: string | null }

// How often it is asked whether it was used, and how long a code stands on a screen that nobody may be looking at.
const EVERY = 3_000
const LONGEST = 120_000

export function FirstSecret({ of, onDone }: { of: Issued; onDone: () => void }) {
  const { account, firstSecret, until } = of
  const { me } = useViewer()
  const [shown, setShown] = useState(false)
  const asked = useAsked('Account', shown && account ? { committee: me.committee, number: account.number } : null)
  const { again } = asked
  const setAt = asked.data?.account?.passwordSetAt
  useEffect(() => {
    if (!shown || setAt) return
    const asking = setInterval(() => void again(), EVERY)
    const ending = setTimeout(() => setShown(false), LONGEST)
    return () => { clearInterval(asking); clearTimeout(ending) }
  }, [shown, setAt, again])
  // What stands behind # stays in the browser: no server and no log gets it.
  const address = `${location.origin}/password#${encodeURIComponent(me.committee)}/${firstSecret}`
  const open = firstSecret !== null && !setAt
  return (
    <Modal
      title={`${account?.realName}的首次口令`} open closable={false} mask={{ closable: false }} keyboard={false}
      footer={<Flex gap="small" justify="end">{open && <Button onClick={() => print()}>打印密码信</Button>}<Button type="primary" onClick={onDone}>{setAt ? '关闭' : '已经交给本人'}</Button></Flex>}
    >
      {firstSecret === null && <Alert type="warning" showIcon title="已经做好，首次口令没有收到" description={`网络断过，首次口令不会再给。请对账号 ${account?.number} 再“重置”一次，发新的。`} />}
      {setAt && <Alert type="success" showIcon title={`本人已经设置密码（${timeSaid(setAt)}），这个口令作废了`} description="不是面前的本人设置的，马上“报失”，再“重置”。" />}
      {open && (
        <div className="handing page">
          <p>本人在这里：显示二维码，请本人用自己的手机扫，在自己的手机上设置密码。您不要代扫、拍照。</p>
          {shown && <Flex justify="center"><Code said="首次口令的二维码" value={address} /></Flex>}
          <Button type="primary" onClick={() => setShown(!shown)}>{shown ? '收起二维码' : '显示二维码'}</Button>
          <p>本人不在：打印密码信，不要看里面的口令，装进信封封好，交给本人；不要用短信、微信转发。</p>
          <p><small>屏幕上不显示口令，关了就不再给。{until && timeSaid(until)} 以前有效，谁先用了就作废，改动记录里有。</small></p>
        </div>
      )}
      {open && (
        <div className="letter">
          <p>{account?.realName}：</p>
          <p>您的账号编号 {account?.number}，用户名是您的手机号（{account?.userName}）。</p>
          <p>请在 {until && timeSaid(until)} 以前用手机扫下面的二维码，或打开 {location.origin}/password 填写首次口令，设置您自己的密码。设置以前，什么也做不了。</p>
          <Code said="密码信的二维码" value={address} />
          <p>首次口令：<strong className="code secret">{firstSecret}</strong></p>
          <p>只能用一次。没有用过就说不对的，可能有人先用了：马上告诉办公室报失。工作人员不会向您要这个口令，也不会要您的密码。</p>
        </div>
      )}
    </Modal>
  )
}

// Dark on light in either look of the page: telephones read no other.
function Code({ said, value }: { said: string; value: string }) {
  return <QRCode aria-label={said} type="svg" value={value} size={240} errorLevel="M" color="#000" bgColor="#fff" />
}
