// 我的数据: all that is held of oneself, who read or exported it in full, how to have it corrected.
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import { daySaid, timeSaid } from '../../shared/said'
import { Page } from '../shell'
import { Shown } from '../shown'
import { useViewer } from '../viewer'

type Own = NonNullable<NonNullable<Data<'OwnData'>['me']>['data']>

export function OwnData() {
  const { to } = useViewer()
  const asked = useAsked('OwnData', {})
  return (
    <Page title="我的数据" back={{ to: to('/me/mine'), title: '我的' }}>
      <p>这里是系统里存着的您的全部信息，和谁看全、导出过它。您看这一页，也记在改动记录里。</p>
      <Shown asked={asked}>
        {({ me }) => me && me.data ? <Held data={me.data} /> : <p className="card">现在看不了，请过一会儿再试。</p>}
      </Shown>
    </Page>
  )
}

function Held({ data }: { data: Own }) {
  const { to } = useViewer()
  return (
    <>
      <Fields title="账号里的" fields={data.account} />
      <Fields title="委员名册里的" fields={data.roster} />
      <section className="card">
        <h2>别处的</h2>
        <dl>
          <dt>履职记录</dt><dd>{data.records} 条</dd>
          <dt>关账时的说明</dt><dd>{data.statements} 份</dd>
          <dt>请假</dt><dd>{data.leaves} 次，<Link href={to('/me/leave')}>看内容</Link></dd>
          <dt>异议</dt><dd>{data.objections} 条，<Link href={to('/me/objections')}>看内容</Link></dd>
          <dt>签到</dt><dd>{data.arrivals} 次：何时，是不是迟到</dd>
          <dt>答复联名</dt><dd>{data.coSignatures} 次，<Link href={to('/me/co-signatures')}>看内容</Link></dd>
        </dl>
      </section>
      <section className="card">
        <h2>谁看全、导出过</h2>
        {data.readings.length === 0 ? <p>还没有人。平时显示的电话只有头尾；看全的，连同姓名导出成文件的，谁、何时、为什么，都会列在这里。</p> : (
          <ul className="list">
            {data.readings.map((one, at) => (
              <li key={at} className="entry">
                <span><b>{one.actor}</b>{one.department && `（${one.department}）`}，{timeSaid(one.at)}</span>
                <span className="quiet">{one.exported ? '导出' : '看了'}{one.year !== null && ` ${one.year} 年的`}{one.what}{one.people > 1 && `，同一次共 ${one.people} 人`}{one.reason && `；事由：${one.reason}`}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  )
}

function Fields({ title, fields }: { title: string; fields: Own['account'] }) {
  const { to } = useViewer()
  if (fields.length === 0) return null
  return (
    <section className="card">
      <h2>{title}</h2>
      <ul className="list">
        {fields.map((one, at) => (
          <li key={at} className="row held">
            <span className="grow"><span className="quiet">{one.name}{one.term && `，${one.term}`}{one.since && `，${daySaid(one.since)}起`}</span><br />{one.value}</span>
            <Link className="button" href={to('/me/feedback', { kind: 'CORRECTION', field: one.name })} aria-label={`更正${one.name}`}>更正</Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
