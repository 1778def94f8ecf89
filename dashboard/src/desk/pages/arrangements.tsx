// 本会设置: what a committee arranges for itself; each sees what is theirs to arrange, or to look at.
import { useAsked } from '../../shared/api'
import { AccountRules } from '../arrangements/account_rules'
import { RankVisibility } from '../arrangements/rank_visibility'
import { Terms } from '../arrangements/terms'
import { Workdays } from '../arrangements/workdays'
import { Shown } from '../list'
import { useViewer } from '../viewer'

export default function ArrangementsPage() {
  const { may } = useViewer()
  return (
    <div className="page">
      {may('arrange') && <Arranged />}
      {may('read_accounts') && <AccountRules />}
    </div>
  )
}

function Arranged() {
  const { committee } = useViewer()
  const asked = useAsked('Arrangements', committee ? { committee } : null)
  return (
    <Shown asked={asked}>
      {({ committee: found }) => found && (
        <>
          <Terms of={found.terms} onDone={asked.again} />
          <Workdays of={found.workdays ?? []} onDone={asked.again} />
          <RankVisibility of={found.rankVisibility} onDone={asked.again} />
        </>
      )}
    </Shown>
  )
}
