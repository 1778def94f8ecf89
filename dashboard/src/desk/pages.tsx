// The pages of the desk: where each is, what it is called, and which rights show it in the menu. The server
// decides what may be seen; a page that somebody may not see says so by the server's words.
import { type ComponentType, lazy, type ReactNode } from 'react'
import { AuditOutlined, BarChartOutlined, BellOutlined, BookOutlined, CalendarOutlined, CarryOutOutlined, ExperimentOutlined, FileTextOutlined, FormOutlined, HomeOutlined, MessageOutlined, QrcodeOutlined, TeamOutlined, TrophyOutlined, UserOutlined } from '@ant-design/icons'

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
  { path: '/desk/today', title: '工作台', icon: <HomeOutlined />, rights: ['enter', 'review', 'examine'], listed: true, shown: lazy(() => import('./pages/today')) },
  { path: '/desk/ranking', title: '履职排名', icon: <TrophyOutlined />, rights: ['read'], listed: true, shown: lazy(() => import('./pages/ranking')) },
  { path: '/desk/occasions', title: '会议活动', icon: <CalendarOutlined />, rights: ['read'], listed: true, shown: lazy(() => import('./pages/occasions')) },
  { path: '/desk/works', title: '作品', icon: <FileTextOutlined />, rights: ['read'], listed: true, shown: lazy(() => import('./pages/works')) },
  { path: '/desk/batch/:number', title: '一批记录', icon: <FileTextOutlined />, rights: ['read'], listed: false, shown: lazy(() => import('./pages/batch')) },
  { path: '/desk/review', title: '审核', icon: <AuditOutlined />, rights: ['review'], listed: true, shown: lazy(() => import('./pages/review')) },
  { path: '/desk/objections', title: '异议', icon: <MessageOutlined />, rights: ['answer_objections', 'object'], listed: true, shown: lazy(() => import('./pages/objections')) },
  { path: '/desk/leaves', title: '请假', icon: <CarryOutOutlined />, rights: ['leave'], listed: true, shown: lazy(() => import('./pages/leaves')) },
  { path: '/desk/rules', title: '规则管理', icon: <BookOutlined />, rights: ['draft', 'publish', 'close'], listed: true, shown: lazy(() => import('./pages/rules')) },
  { path: '/desk/rules/:version', title: '一版办法', icon: <BookOutlined />, rights: ['read'], listed: false, shown: lazy(() => import('./pages/version')) },
  { path: '/desk/statistics', title: '统计', icon: <BarChartOutlined />, rights: ['read'], listed: true, shown: lazy(() => import('./pages/statistics')) },
  { path: '/desk/people', title: '委员信息', icon: <TeamOutlined />, rights: ['enrol', 'keep'], listed: true, shown: lazy(() => import('./pages/people')) },
  { path: '/desk/samples', title: '抽查', icon: <ExperimentOutlined />, rights: ['examine'], listed: true, shown: lazy(() => import('./pages/samples')) },
  { path: '/desk/check-in/:record', title: '签到', icon: <QrcodeOutlined />, rights: ['enter'], listed: false, shown: lazy(() => import('./pages/check_in')) },
  { path: '/desk/notices', title: '通知', icon: <BellOutlined />, rights: [], listed: false, shown: lazy(() => import('./pages/notices')) },
  { path: '/desk/enter/:form', title: '录入', icon: <FormOutlined />, rights: ['enter'], listed: false, shown: lazy(() => import('./pages/enter')) },
  { path: '/desk/member/:number', title: '委员详情', icon: <UserOutlined />, rights: ['read'], listed: false, shown: lazy(() => import('./pages/member')) },
]
