// What members see of each other's rank.
import { useState } from 'react'
import { Card, Radio } from 'antd'
import type { RankVisibility as Seen } from '../../shared/operations'
import { useChange } from '../change'
import { Reason } from '../reason'
import { useViewer } from '../viewer'

const SAID: Record<Seen, string> = {
  OWN: '只看到本人的名次，和不说是谁的分布',
  RANKING: '看到全体的姓名、名次、总分，看不到来由',
}

export function RankVisibility({ of, onDone }: { of: Seen; onDone: () => void }) {
  const { committee } = useViewer()
  const { change } = useChange()
  const [wanted, setWanted] = useState<Seen | null>(null)
  const done = async (reason: string) => {
    const result = wanted && await change('SetRankVisibility', { committee, visibility: wanted, reason: reason || null }, '已设定')
    if (result) onDone()
    return result
  }
  return (
    <Card size="small" title="委员之间看到怎样的排名">
      <Radio.Group
        aria-label="委员之间看到怎样的排名" vertical value={of} onChange={event => setWanted(event.target.value as Seen)}
        options={(Object.keys(SAID) as Seen[]).map(one => ({ value: one, label: SAID[one] }))}
      />
      <Reason title={wanted ? `改成：${SAID[wanted]}` : ''} label="依据或事由，可以不写" needed={false} open={wanted !== null} onLeave={() => setWanted(null)} onDone={done} />
    </Card>
  )
}
