// What a change of term would do: who goes on with what, what has to be said anew, and who leaves.
import { Alert, Card } from 'antd'
import type { Of } from '../../shared/change'
import { Listing } from '../list'
import { memberSaid } from '../member_pick'

export type Carried = Of<'CarryOver'>

export function CarriedShown({ of }: { of: Carried }) {
  const pages = { pageSize: 20, showSizeChanger: false, hideOnSinglePage: true }
  const anew = of.going.filter(one => one.anew.length > 0).length
  return (
    <>
      {anew > 0 && <Alert className="gap" type="info" showIcon title={`${anew} 名委员有要重新定的（如身份、主席会议成员）：办理以后，在委员信息里写上新一届的`} />}
      <Card size="small" type="inner" title={`连任 ${of.going.length} 名`} className="gap">
        <Listing<Carried['going'][number]>
          rowKey="formerNumber" size="small" dataSource={of.going} pagination={pages}
          columns={[
            { title: '姓名', dataIndex: 'name' },
            { title: '编号', key: 'number', render: (_, one) => one.number === one.formerNumber ? one.number : `${one.formerNumber} → ${one.number}` },
            { title: '带过去的', key: 'with', className: 'stretches', render: (_, one) => one.attributes.map(({ name, value }) => `${name}：${value}`).join('；') },
            { title: '要重新定的', key: 'anew', render: (_, one) => one.anew.join('、') },
          ]}
        />
      </Card>
      <Card size="small" type="inner" title={`届满离任 ${of.staying.length} 名`} className="gap">
        <Listing<Carried['staying'][number]> rowKey="number" size="small" dataSource={of.staying} pagination={pages} locale={{ emptyText: '没有：在任的都连任' }} columns={[{ title: '委员', key: 'member', render: (_, one) => memberSaid(one) }]} />
      </Card>
    </>
  )
}
