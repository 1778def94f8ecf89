// Who is signed in, the committee and the year that all pages of the desk are about.
import { Button, Result, Skeleton } from 'antd'
import { type Committees, type Me, viewing } from '../shared/viewer'

export interface Viewer {
  me: Me
  /** The code of the committee; empty where its results are not for the one who is signed in. */
  committee: string
  committeeName: string
  years: number[]
  year: number
  may: (right: string) => boolean
  /** Asks anew who is signed in, as after notices were read. */
  again: () => void
}

export const { useViewer, ViewerProvider } = viewing<Viewer>({
  viewerOf,
  Waiting: () => <Skeleton active className="page" />,
  Failed: ({ error, again }) => <Result status="warning" title="没有打开" subTitle={error.message} extra={<Button type="primary" onClick={again}>再试一次</Button>} />,
})

function viewerOf(me: Me, committees: Committees, chosen: string | null, again: () => void): Viewer {
  const committee = committees.find(one => one.code === me.committee)
  const years = committee?.years ?? []
  return {
    me,
    committee: committee?.code ?? '',
    committeeName: committee?.name ?? '履职',
    years,
    year: years.includes(Number(chosen)) ? Number(chosen) : Math.max(...years, 0) || new Date().getFullYear(),
    may: right => me.rights.includes(right),
    again,
  }
}
