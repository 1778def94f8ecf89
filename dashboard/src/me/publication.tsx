// 公开: whether one's own item is published, and one's agreement to that, which may be withdrawn (议14).
import { Link } from 'wouter'
import type { Data } from '../shared/api'
import { useSend } from '../shared/change'
import { Fault } from './shown'
import { useViewer } from './viewer'

type Item = NonNullable<Data<'OwnOpinion'>['opinion']>

export function Publication({ item, again }: { item: Item; again: () => void }) {
  const { committee, to } = useViewer()
  const { send, running, refused } = useSend()
  const { number, version } = item
  if (item.state !== 'SIGNED') return null
  const can = (action: Item['availableActions'][number]) => item.availableActions.includes(action)
  const agree = async (agrees: boolean) => {
    if (!agrees && !window.confirm('不同意公开，别的委员随即看不到了。以后可以再同意。要改吗？')) return
    if (await send('OwnAgreement', { committee, number, version, agrees, requestKey: `agree-${number}-${version}` })) again()
  }
  return (
    <section aria-label="公开">
      <h3>公开</h3>
      <p>{item.published ? <Link href={to(`/me/published/${item.published}`)}>已在系统内公开</Link> : item.withheldAt ? '办公室定了不公开，理由见下面的步骤' : item.open ? '还没有公开：采用以后公开' : '您不同意公开'}</p>
      <p className="acts">
        {can('DISAGREE') && <button type="button" disabled={running} onClick={() => void agree(false)}>不同意公开</button>}
        {can('AGREE') && <button type="button" disabled={running} onClick={() => void agree(true)}>同意公开</button>}
      </p>
      {refused && <Fault error={refused} />}
    </section>
  )
}
