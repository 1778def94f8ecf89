// The bulletin of a closed year: looked at as it will be printed, signed, downloaded, and to whom it was sent.
import { useState } from 'react'
import { Alert, Button, Card, Flex, Form, Input, InputNumber, Segmented, Skeleton, Tag } from 'antd'
import { Link } from 'wouter'
import { type Data, useAsked } from '../../shared/api'
import type { BulletinLayout } from '../../shared/operations'
import { usePlace } from '../../shared/place'
import { daySaid, timeSaid } from '../../shared/said'
import { useChange } from '../change'
import { Shown } from '../list'
import { useViewer } from '../viewer'
import { LAYOUTS } from '../words'
import { Sendings } from './sendings'

export type Bulletin = NonNullable<NonNullable<Data<'Bulletins'>['committee']>['bulletins']>[number]

const FILES = [['pdf', 'PDF'], ['docx', 'Word'], ['xlsx', 'Excel']] as const

export function Bulletins() {
  const { committee, year } = useViewer()
  const asked = useAsked('Bulletins', committee ? { committee, year } : null)
  return (
    <Shown asked={asked}>
      {data => {
        const bulletins = data.committee?.bulletins ?? []
        const closing = data.committee?.closings?.find(one => one.inEffect)
        if (!closing) return <><Open />{bulletins.map(one => <Former key={one.number} of={one} />)}</>
        const signed = bulletins.find(one => one.inEffect)
        return (
          <>
            {signed
              ? <Alert type="success" showIcon title={`已签发：${signed.signedBy} ${timeSaid(signed.signedAt)}`} description={`${signed.documentNumber}，简报第 ${signed.issue} 期。照 ${timeSaid(closing.closedAt)} 关账的结果，签发以后不再变。`} />
              : <Sign onDone={asked.again} />}
            <Preview signed={signed?.number ?? 0} />
            {signed && <Sendings of={signed} again={asked.again} />}
            {bulletins.filter(one => one !== signed).map(one => <Former key={one.number} of={one} />)}
          </>
        )
      }}
    </Shown>
  )
}

function Open() {
  const { year, may } = useViewer()
  const way = may('close') ? <Link href={`/desk/rules?year=${year}&part=closings`}>到“规则管理”里关账</Link> : '由委员工作委员会关账'
  return <Alert type="info" showIcon title={`${year} 年还没有关账`} description={<>通报只讲关了账的结果：记录录齐、审核、归档以后，{way}。</>} />
}

function Sign({ onDone }: { onDone: () => void }) {
  const { committee, year, may, me } = useViewer()
  const { change, running, refused } = useChange()
  const sign = async (written: { documentNumber: string; issue: number }) => {
    if (await change('SignBulletin', { committee, year, ...written }, '已签发')) onDone()
  }
  if (!may('close')) return <Alert type="info" showIcon title="还没有签发：下面是稿子" description="由委员工作委员会签发" />
  return (
    <Card size="small" title={`签发 ${year} 年的通报`}>
      <p>签发时先把这一年重算一遍，与关账时逐字节核对，相同的才签发。各部门和全体的分析以最新的一版写进去；签发人是您（{me.realName}）。签发以后不能改。</p>
      <Form layout="vertical" onFinish={written => void sign(written)}>
        <Flex gap="middle" wrap>
          <Form.Item name="documentNumber" label="发文字号" rules={[{ required: true, whitespace: true, message: '写发文字号' }]}><Input maxLength={40} placeholder="如 舟政协〔2023〕5号" /></Form.Item>
          <Form.Item name="issue" label="简报第几期" rules={[{ required: true, message: '写期数' }]}><InputNumber min={1} max={9999} precision={0} /></Form.Item>
        </Flex>
        {refused && <Alert type="error" showIcon title={refused.message} className="gap" />}
        <Button type="primary" htmlType="submit" loading={running}>核对并签发</Button>
      </Form>
    </Card>
  )
}

/** The file as it is; `signed` is the number of the bulletin, 0 before it is signed. */
function Preview({ signed }: { signed: number }) {
  const { committee, year } = useViewer()
  const { told, tell } = usePlace()
  const layout: BulletinLayout = told.get('layout') === 'BRIEF' ? 'BRIEF' : 'OFFICIAL'
  const asked = useAsked('BulletinPreview', committee ? { committee, year, layout } : null)
  const sheets = asked.data?.committee?.bulletinPreview?.sheets ?? 0
  const sheet = Math.min(Math.max(Number(told.get('sheet')) || 1, 1), Math.max(sheets, 1))
  const at = `/bulletins/${year}/${layout.toLowerCase()}`
  return (
    <Card size="small" title="文件">
      <div className="filters">
        <Segmented aria-label="版式" value={layout} options={Object.entries(LAYOUTS).map(([value, label]) => ({ value, label }))} onChange={chosen => tell({ layout: chosen, sheet: null })} />
        {FILES.map(([ending, called]) => <Button key={ending} href={`${at}.${ending}`} download>下载 {called}</Button>)}
      </div>
      <p>下载的有您的姓名、手机号后四位和时间，每次都留记录；给外面的，在“寄送”里取。</p>
      {asked.loading && !asked.data && <Skeleton active paragraph={{ rows: 12 }} />}
      <Shown asked={asked}>
        {() => sheets > 0 && (
          <>
            <img className="paper" src={`${at}-${sheet}.png?signed=${signed}`} alt={`通报第 ${sheet} 页；文字见下载的文件`} width={910} height={1287} />
            <div className="pager">
              <Flex gap="small" align="center">
                <span role="status">第 {sheet} 页，共 {sheets} 页</span>
                <Button disabled={sheet <= 1} onClick={() => tell({ sheet: String(sheet - 1) })}>上一页</Button>
                <Button disabled={sheet >= sheets} onClick={() => tell({ sheet: String(sheet + 1) })}>下一页</Button>
              </Flex>
            </div>
          </>
        )}
      </Shown>
    </Card>
  )
}

function Former({ of }: { of: Bulletin }) {
  const [open, setOpen] = useState(false)
  return (
    <Card size="small" title={<><Tag>已重新打开过</Tag>{of.documentNumber}：{of.signedBy} {timeSaid(of.signedAt)} 签发</>} extra={<Button size="small" onClick={() => setOpen(!open)}>{open ? '收起' : `寄过 ${of.sendings.length} 次`}</Button>}>
      {open && <ul className="rows">{of.sendings.map(one => <li key={one.number}><span className="said">{one.recipient}</span><span className="when">{daySaid(one.day)}</span></li>)}</ul>}
    </Card>
  )
}
