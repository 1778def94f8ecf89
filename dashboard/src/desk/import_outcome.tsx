// What an import has written, where it is found, and how all that it entered is taken back.
import { useState } from 'react'
import { Alert, App, Button, Card, Flex } from 'antd'
import { Link } from 'wouter'
import { ask, useAsked } from '../shared/api'
import { useChange } from './change'
import { Shown } from './list'
import { Reason } from './reason'
import { useViewer } from './viewer'

const AT_ONCE = 100

export function ImportOutcome({ batch, onNext }: { batch: number; onNext: () => void }) {
  const { committee } = useViewer()
  const { message } = App.useApp()
  const { change, running } = useChange()
  const [asking, setAsking] = useState(false)
  const asked = useAsked('ImportedRecords', { committee, batch, first: 1 })
  const left = asked.data?.committee?.records?.totalCount
  const takeBack = async (reason: string) => {
    setAsking(false)
    let taken = 0
    for (;;) {
      const some = (await ask('ImportedRecords', { committee, batch, first: AT_ONCE })).committee?.records
      const records = some?.nodes.map(({ id, version }) => ({ id, version })) ?? []
      if (records.length === 0) break
      const done = await change('WithdrawRecords', { input: { committee, records, reason } })
      if (!done || done.doneCount === 0) return
      taken += done.doneCount
    }
    void message.success(`已撤回 ${taken} 条`)
  }
  return (
    <Card size="small" title={`第 ${batch} 批，已导入`}>
      <Shown asked={asked}>
        {() => <p role="status">{left ? `新录入的现在有 ${left} 条。没有审核的，审核通过才计分。` : '这一批没有新录入的，或者都撤回了。'}</p>}
      </Shown>
      <Flex gap="small" wrap>
        <Link href={`/desk/batch/${batch}`}><Button>看这一批的记录</Button></Link>
        <Button danger disabled={!left} loading={running} onClick={() => setAsking(true)}>撤销这次导入</Button>
        <Button type="primary" onClick={onNext}>再导一份</Button>
      </Flex>
      <Alert className="gap" type="info" title="撤销的是这一批新录入的记录：撤回以后不计分，仍看得见，可以恢复。照文件改正过的旧记录不在内，打开那条记录改回去。" />
      <Reason title="撤销这次导入" label="为什么撤销" needed open={asking} onDone={reason => void takeBack(reason)} onLeave={() => setAsking(false)} />
    </Card>
  )
}
