// 结果与通报: the figures of a year and what people say of it (履12); the bulletin, its signature, its recipients (履13).
import { Segmented } from 'antd'
import { type Data, useAsked } from '../../shared/api'
import { usePlace } from '../../shared/place'
import { Shown } from '../list'
import { Analyses } from '../results/analyses'
import { Bulletins } from '../results/bulletins'
import { Figures } from '../results/figures'
import { useViewer } from '../viewer'

export type Results = NonNullable<Data<'YearResults'>['committee']>

const VIEWS = [{ value: 'FIGURES', label: '数字' }, { value: 'ANALYSES', label: '分析' }, { value: 'BULLETIN', label: '通报' }]

export default function ResultsPage() {
  const { committee, year } = useViewer()
  const { told, tell } = usePlace()
  const view = told.get('view') ?? 'FIGURES'
  const asked = useAsked('YearResults', committee && view !== 'BULLETIN' ? { committee, year } : null)
  return (
    <div className="page" key={year}>
      <Segmented aria-label="看什么" value={view} options={VIEWS} onChange={chosen => tell({ view: chosen, department: null })} />
      {view === 'BULLETIN'
        ? <Bulletins />
        : (
          <Shown asked={asked}>
            {data => data.committee && (view === 'ANALYSES' ? <Analyses of={data.committee} again={asked.again} /> : <Figures of={data.committee} />)}
          </Shown>
        )}
    </div>
  )
}
