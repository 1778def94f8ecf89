// The pages of the desk: where each is, what it is called, and which rights show it in the menu. The server
// decides what may be seen; a page that somebody may not see says so by the server's words.
import { type ComponentType, lazy, type ReactNode } from 'react'
import { TrophyOutlined } from '@ant-design/icons'

export interface Page {
  path: string
  title: string
  icon: ReactNode
  /** Any of these rights shows it; empty: everybody on the desk. */
  rights: string[]
  /** Whether it stands in the menu. */
  listed: boolean
  shown: ComponentType
}

export const PAGES: Page[] = [
  { path: '/desk/ranking', title: '履职排名', icon: <TrophyOutlined />, rights: ['read'], listed: true, shown: lazy(() => import('./pages/ranking')) },
]
