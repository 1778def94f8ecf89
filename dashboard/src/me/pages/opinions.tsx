// 社情民意: what one has written, each like a parcel: where it is, who has it, until when.
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import { useSend } from '../../shared/change'
import { pageOf, usePlace } from '../../shared/place'
import { daySaid, timeSaid } from '../../shared/said'
import { Help } from '../help'
import { Pager } from '../pager'
import { Search } from '../search'
import { Page } from '../shell'
import { Fault, Shown } from '../shown'
import { useViewer } from '../viewer'
import { HANDLING_STATES, ITEM_STATES, ITEM_STEPS } from '../words'

type Item = NonNullable<NonNullable<Data<'OwnOpinions'>['me']>['opinions']>['nodes'][number]

export function Opinions() {
  const { to, me, member } = useViewer()
  const { told, tell } = usePlace()
  const search = told.get('search')
  const asked = useAsked('OwnOpinions', { search, ...pageOf(told, 10) })
  const submitted = told.get('submitted')
  return (
    <Page title="社情民意" back={member ? { to: to('/me/mine'), title: '我的' } : undefined}>
      {submitted && <p className="done" role="status">✓ 第 {submitted} 号信息已提交，等办公室初审。</p>}
      <p className="acts">
        {me.rights.includes('write_opinions') && <Link className="button main" href={to('/me/opinions/new')}>写一条信息</Link>}
        {me.rights.includes('write_opinions') && <Link className="button" href={to('/me/calls')}>约稿</Link>}
        {me.rights.includes('write_opinions') && <Link className="button" href={to('/me/leads')}>线索</Link>}
        <Link className="button" href={to('/me/published')}>看公开的信息</Link>
      </p>
      <Shown asked={asked}>
        {data => {
          const found = data.me && data.me.opinions
          if (!found || (found.nodes.length === 0 && !search)) return <None />
          return (
            <>
              <Search label="找自己写过的" key={search || ''} there={search || ''} onSearch={words => tell({ search: words.trim(), after: null, before: null, submitted: null })} />
              {found.nodes.length === 0 && <p className="card">没有写着这些字词的。</p>}
              <ul className="cards">{found.nodes.map(one => <One key={one.number} item={one} again={asked.again} />)}</ul>
              <Pager info={found.pageInfo} total={found.totalCount} unit="条" />
            </>
          )
        }}
      </Shown>
    </Page>
  )
}

function None() {
  return (
    <Help title="还没有写过信息">
      <p>群众关注的事、政策实施的反映、突发的情况，都可以写：一事一报，写明情况、原因、建议。点上面“写一条信息”。</p>
      <p>没有写完的可以存成草稿，换一部手机接着写。提交以后由办公室初审，到了哪一步在这里看得到。涉密的不能写在这里。</p>
    </Help>
  )
}

function One({ item, again }: { item: Item; again: () => void }) {
  const { number, version, state, steps } = item
  const { to, committee } = useViewer()
  const { send, running, refused } = useSend()
  const can = (action: Item['availableActions'][number]) => item.availableActions.includes(action)
  const takeBack = async () => {
    if (!window.confirm(steps.length ? '撤回以后办公室看不到了，不能再提交。要撤回吗？' : '草稿随即删去，不能恢复。要删去吗？')) return
    if (await send('OwnOpinionTakenBack', { committee, number, version, requestKey: `withdraw-${number}-${version}` })) again()
  }
  return (
    <li className="card">
      <h2>{item.title || (state === 'PURGED' ? `第 ${number} 号` : `第 ${number} 号，还没有题目`)}</h2>
      <p className="quiet">第 {number} 号{!item.own && `，${item.writer}提交，您合写`}{item.draft && `，${timeSaid(item.savedAt)} 存的草稿`}</p>
      <p>
        <b>{ITEM_STATES[state]}</b>
        {state === 'SUBMITTED' && (item.due ? `，最迟 ${daySaid(item.due)}初审` : '，期限等放假安排公布')}
        {item.overdue && <b className="late">，已经过期</b>}
      </p>
      {item.handling && <p>{item.handling.units.filter(one => one.lead).map(one => one.name).join('、')}：{HANDLING_STATES[item.handling.state]}{item.handling.due && item.handling.state !== 'CLOSED' && `，最迟 ${daySaid(item.handling.due)}答复`}{item.handling.overdue && <b className="late">，已经过期</b>}</p>}
      {item.rating && item.rating.mayRate && item.rating.state === 'AWAITED' && <p><b>请评价答复</b>{item.rating.due && `，最迟 ${daySaid(item.rating.due)}`}</p>}
      {steps.length > 0 && <Steps steps={steps} />}
      {refused && <Fault error={refused} />}
      <p className="acts">
        <Link className={can('SAVE') ? 'button main' : 'button'} href={to(`/me/opinions/${number}`)}>{can('SAVE') ? '接着写' : '看内容'}<span className="heard">：{item.title || `第 ${number} 号`}</span></Link>
        {can('WITHDRAW') && <button type="button" disabled={running} onClick={() => void takeBack()}>{steps.length ? '撤回' : '删去草稿'}<span className="heard">：{item.title || `第 ${number} 号`}</span></button>}
      </p>
    </li>
  )
}

export function Steps({ steps }: { steps: Item['steps'] }) {
  return (
    <ol className="steps">
      {steps.map((step, at) => (
        <li key={at}><b>{ITEM_STEPS[step.action]}</b><span className="quiet">，{step.by}，{timeSaid(step.at)}</span>
          {step.reason && <p className="words">理由：{step.reason.name}</p>}
          {step.words && <p className="words">{step.words}</p>}
        </li>
      ))}
    </ol>
  )
}
