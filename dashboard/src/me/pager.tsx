// To the page of a list before this one and after it; where it is stands in the address.
import { usePlace } from '../shared/place'

interface PageInfo { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }

export function Pager({ info, total, unit }: { info: PageInfo; total: number; unit: string }) {
  const { tell } = usePlace()
  return (
    <nav className="pager" aria-label="翻页">
      <span role="status">共 {total} {unit}</span>
      {info.hasPreviousPage && <button type="button" onClick={() => tell({ before: info.startCursor, after: null })}>上一页</button>}
      {info.hasNextPage && <button type="button" onClick={() => tell({ after: info.endCursor, before: null })}>下一页</button>}
    </nav>
  )
}
