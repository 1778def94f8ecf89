// 我的: the ways to what is not about points, and how the pages look.
import { Link } from 'wouter'
import { Choices } from '../form'
import { type Colours, type Look, SIZES } from '../look'
import { Page } from '../shell'
import { useViewer } from '../viewer'

const SIZES_SAID: [string, string][] = [['0', '标准'], ['20', '长辈版，大字'], ['24', '长辈版，特大字'], ['30', '长辈版，最大字']]
const COLOURS: [Colours, string][] = [['system', '跟着手机'], ['light', '浅色'], ['dark', '深色']]

export function Mine({ look }: { look: Look }) {
  const { me, member, to } = useViewer()
  const unseen = me.unseenNotices || 0
  return (
    <Page title="我的">
      <section className="card">
        <ul className="list ways-list">
          <li><Link className="entry" href={to('/me/notices')}>提醒{unseen > 0 && `，${unseen} 条没有看过`}</Link></li>
          {me.rights.includes('write_opinions') && <li><Link className="entry" href={to('/me/opinions')}>社情民意：写信息，看办到哪一步</Link></li>}
          <li><Link className="entry" href={to('/me/data')}>我的数据：存着什么，谁看过</Link></li>
          <li><Link className="entry" href={to('/me/feedback')}>意见反馈</Link></li>
          {member && <li><Link className="entry" href={to('/me/leave')}>请假</Link></li>}
          {member && <li><Link className="entry" href={to('/me/co-signatures')}>联名确认</Link></li>}
          <li><a className="entry" href={member ? '/help/member' : '/help/others'}>帮助</a></li>
          <li><a className="entry" href="/password">改密码</a></li>
          <li><a className="entry" href="/sign-in">账号和登录</a></li>
        </ul>
      </section>
      <section className="card">
        <Choices legend="字的大小" name="size" value={String(look.elder)} options={SIZES_SAID} onValue={size => look.onElder(SIZES.indexOf(Number(size)) < 0 ? 0 : Number(size))} />
        <Choices legend="颜色" name="colours" value={look.colours} options={COLOURS} onValue={look.onColours} />
      </section>
      <form className="card" method="post" action="/sign-out" onSubmit={() => sessionStorage.clear()}>
        <p>{me.realName}，{me.userName}</p>
        <button type="submit">退出登录</button>
      </form>
    </Page>
  )
}
