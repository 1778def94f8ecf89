// What an import has written, where it is found, and how all that it entered is taken back.
import { useState } from 'react'
import { Alert, App, Button, Card, Flex } from 'antd'
import { Link } from 'wouter'
import { ask, Refused, useAsked } from '../shared/api'
import { useChange } from './change'
import { Shown } from './list'
import { Reason } from './reason'
import { useViewer } from './viewer'

const AT_ONCE = 100

export function ImportOutcome({ batch, onNext }: { batch: number; onNext: () => void }) {
  const { committee } = useViewer()
  const { message } = App.useApp()
  const { change, running, refused } = useChange()
  const [asking, setAsking] = useState(false)
  const [stopped, setStopped] = useState<string | null>(null)
  const asked = useAsked('ImportedRecords', { committee, batch, first: 1 })
  const left = asked.data?.committee?.records?.totalCount
  const takeBack = async (reason: string) => {
    let taken = 0, rest: number | undefined
    try {
      for (;;) {
        const some = (await ask('ImportedRecords', { committee, batch, first: AT_ONCE })).committee?.records
        rest = some?.totalCount
        if (!some?.nodes.length) break
        const records = some.nodes.map(({ id, version }) => ({ id, version }))
        const done = await change('WithdrawRecords', { input: { committee, records, reason } })
        if (!done?.doneCount) break
        taken += done.doneCount
        rest = undefined
      }
    } catch (error) {
      void message.error(error instanceof Refused ? error.message : '没有做成，请再试一次', 8)
    }
    setStopped(rest === 0 ? null : `已撤回 ${taken} 条，${rest ? `还有 ${rest} 条` : '其余的'}没有撤回`)
    if (rest !== 0) return null
    void message.success(`已撤回 ${taken} 条`)
    return { taken }
  }
  return (
    <Card size="small" title={`第 ${batch} 批，已导入`}>
      <Shown asked={asked}>
        {() => <p role="status">{left ? `新录入的现在有 ${left} 条，不算已归档的。没有审核的，审核通过才计分。` : '没有可以撤回的：这一批没有新录入的，或者都撤回了、归档了。'}</p>}
      </Shown>
      {stopped && <Alert className="gap" type="warning" showIcon title={stopped} description={refused?.message ?? '可以再撤销一次，已撤回的不受影响'} />}
      <Flex gap="small" wrap>
        <Link asChild href={`/desk/batch/${batch}`}><Button>看这一批的记录</Button></Link>
        <Button danger disabled={!left} loading={running} onClick={() => setAsking(true)}>撤销这次导入</Button>
        <Button type="primary" onClick={onNext}>再导一份</Button>
      </Flex>
      <Alert className="gap" type="info" title="撤销的是这一批新录入的记录：撤回以后不计分，仍看得见，可以恢复。已归档的、照文件改正过的旧记录不在内：打开那条记录，归档的写更正撤下，改正过的改回去。" />
      <Reason title="撤销这次导入" label="为什么撤销" needed open={asking} onDone={takeBack} onLeave={() => setAsking(false)} />
    </Card>
  )
}

/** A roster was imported: who is in it is changed one by one from here on. */
export function RosterOutcome({ batch, onNext }: { batch: number; onNext: () => void }) {
  return (
    <Card size="small" title={`第 ${batch} 批，名册已导入`}>
      <p role="status">名册已经写入，受影响的各年已重新记分。</p>
      <Flex gap="small" wrap>
        <Link asChild href="/desk/people"><Button>看委员信息</Button></Link>
        <Button type="primary" onClick={onNext}>再导一份</Button>
      </Flex>
      <Alert className="gap" type="info" title="名册不能一按撤销：导错了的，改好名册再导一次，照新的改；多出来的委员，在委员信息里办离任、退出。" />
    </Card>
  )
}
