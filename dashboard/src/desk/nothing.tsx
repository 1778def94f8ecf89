// What somebody reads who has no page on the desk: what they can do now, by which command, whom to ask.
import { Button, Card, Result, Typography } from 'antd'
import { Link } from 'wouter'
import { helpOf } from './help'
import { useViewer } from './viewer'

interface Way { does: string; by?: string; at?: string }

const COMMANDS = '在装着服务的机器上用命令办，--as 后面写您的姓名；也可以在“查询和修改”页上办。'
const NOW: Record<string, { said: string; ways: Way[] }> = {
  运维: {
    said: COMMANDS,
    ways: [
      { does: '看意见箱', by: 'luzhi feedback list' },
      { does: '看一条意见', by: 'luzhi feedback show' },
      { does: '答复意见', by: 'luzhi feedback answer' },
    ],
  },
  信息员: { said: '在手机、电脑上写社情民意信息，看办到哪一步。', ways: [{ does: '写信息', at: '/me/opinions' }] },
}

export function Nothing() {
  const { me } = useViewer()
  const roles = me.roles.map(one => one.role)
  const member = Boolean(me.memberships?.length)
  return (
    <div className="page">
      {member && <Part title="您是委员" said="得分、名次、记录、异议、签到、请假，在“我的履职”里看和办。" ways={[{ does: '我的履职', at: '/me' }]} />}
      {roles.length === 0 && !member && <Part title="还没有角色" said="账号已经可以登录，还没有授予角色，所以没有页可看。请与安全管理员联系；授予以后，从这里进入。" ways={[]} />}
      {roles.map(role => <Part key={role} title={`${role}现在能做什么`} {...NOW[role] ?? { said: '这个角色没有页。要看什么、做什么，请看帮助。', ways: [] }} />)}
      <Card size="small" title="谁都可以">
        <p>改密码、绑定动态口令，在“账号和登录”；有不明白的，看“帮助”。</p>
        <div className="filters">
          <Button type="primary" href={helpOf(roles)}>帮助</Button>
          <Button href="/sign-in">账号和登录</Button>
          <Button href="/graphql">查询和修改</Button>
        </div>
      </Card>
    </div>
  )
}

/** A page of which somebody holds none of the rights. */
export function NotYours({ title }: { title: string }) {
  return <Result status="403" title={`这一页不归您看：${title}`} subTitle="您的角色里没有这一页。工作要用的，请安全管理员授予角色；归您看的，在菜单里" extra={<Link asChild href="/desk"><Button type="primary">回到首页</Button></Link>} />
}

function Part({ title, said, ways }: { title: string; said: string; ways: Way[] }) {
  return (
    <Card size="small" title={title}>
      <p>{said}</p>
      {ways.length > 0 && (
        <ul className="rows">
          {ways.map(one => <li key={one.does}><span className="said">{one.does}</span>{one.at ? <a href={one.at}>打开</a> : <Typography.Text code>{one.by}</Typography.Text>}</li>)}
        </ul>
      )}
    </Card>
  )
}
