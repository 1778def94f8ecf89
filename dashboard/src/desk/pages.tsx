// The pages of the desk: where each is, what it is called, and which rights show it in the menu. The server
// decides what may be seen; a page that somebody may not see says so by the server's words.
import { type ComponentType, lazy, type ReactNode } from 'react'
import { AimOutlined, AuditOutlined, BarChartOutlined, BellOutlined, BookOutlined, BulbOutlined, CalendarOutlined, CarryOutOutlined, DashboardOutlined, EditOutlined, EnvironmentOutlined, ExperimentOutlined, FileDoneOutlined, FileTextOutlined, FormOutlined, FundProjectionScreenOutlined, HomeOutlined, IdcardOutlined, ImportOutlined, LikeOutlined, LineChartOutlined, MessageOutlined, NotificationOutlined, QrcodeOutlined, ReadOutlined, SendOutlined, SettingOutlined, SolutionOutlined, StarOutlined, TeamOutlined, TrophyOutlined, UnorderedListOutlined, UserOutlined, UserSwitchOutlined } from '@ant-design/icons'
import { matchRoute, useLocation, useRouter } from 'wouter'

export interface Page {
  path: string
  title: string
  icon: ReactNode
  /** Any of these rights shows it; empty: everybody on the desk. */
  rights: string[]
  /** Whether it stands in the menu. */
  listed: boolean
  /** It is about opinion items: where there are many such pages, they stand behind one entry of the menu. */
  opinions?: true
  /** Where one lands: the first such page that one may see. */
  home?: true
  /** Nothing stands around it, on a wall where anybody may look: no menu, and nobody's name. */
  bare?: true
  /** The server answers its questions to holders of its rights alone: nobody else is led to ask them. */
  guarded?: true
  shown: ComponentType
}

export const PAGES: Page[] = [
  { path: '/desk/today', title: '工作台', icon: <HomeOutlined />, rights: ['enter', 'review', 'examine'], listed: true, home: true, shown: lazy(() => import('./pages/today')) },
  { path: '/desk/ranking', title: '履职排名', icon: <TrophyOutlined />, rights: ['read'], listed: true, shown: lazy(() => import('./pages/ranking')) },
  { path: '/desk/occasions', title: '会议活动', icon: <CalendarOutlined />, rights: ['read'], listed: true, shown: lazy(() => import('./pages/occasions')) },
  { path: '/desk/works', title: '作品', icon: <FileTextOutlined />, rights: ['read'], listed: true, shown: lazy(() => import('./pages/works')) },
  { path: '/desk/batch/:number', title: '一批记录', icon: <FileTextOutlined />, rights: ['read'], listed: false, shown: lazy(() => import('./pages/batch')) },
  { path: '/desk/review', title: '审核', icon: <AuditOutlined />, rights: ['review'], listed: true, shown: lazy(() => import('./pages/review')) },
  { path: '/desk/import', title: '导入', icon: <ImportOutlined />, rights: ['import'], listed: true, shown: lazy(() => import('./pages/import')) },
  { path: '/desk/objections', title: '异议', icon: <MessageOutlined />, rights: ['answer_objections'], listed: true, guarded: true, shown: lazy(() => import('./pages/objections')) },
  { path: '/desk/opinions', title: '社情民意', icon: <SolutionOutlined />, rights: ['review_opinions'], listed: true, opinions: true, guarded: true, shown: lazy(() => import('./pages/opinions')) },
  { path: '/desk/papers', title: '编发审签', icon: <EditOutlined />, rights: ['edit_opinions', 'sign_opinions'], listed: true, opinions: true, guarded: true, shown: lazy(() => import('./pages/papers')) },
  { path: '/desk/paper/:number', title: '一份编发稿', icon: <EditOutlined />, rights: ['edit_opinions', 'sign_opinions'], listed: false, guarded: true, shown: lazy(() => import('./pages/paper')) },
  { path: '/desk/calls', title: '约稿', icon: <NotificationOutlined />, rights: ['plan_opinions'], listed: true, opinions: true, guarded: true, shown: lazy(() => import('./pages/calls')) },
  { path: '/desk/contact-points', title: '联系点', icon: <EnvironmentOutlined />, rights: ['plan_opinions'], listed: true, opinions: true, guarded: true, shown: lazy(() => import('./pages/contact_points')) },
  { path: '/desk/leads', title: '线索', icon: <BulbOutlined />, rights: ['plan_opinions'], listed: true, opinions: true, guarded: true, shown: lazy(() => import('./pages/leads')) },
  { path: '/desk/opinion-plan', title: '信息计划', icon: <AimOutlined />, rights: ['plan_opinions', 'enter'], listed: true, opinions: true, guarded: true, shown: lazy(() => import('./pages/opinion_plan')) },
  { path: '/desk/handling', title: '转办办理', icon: <SendOutlined />, rights: ['handle_opinions', 'check_handling'], listed: true, opinions: true, guarded: true, shown: lazy(() => import('./pages/handlings')) },
  { path: '/desk/handling/:number', title: '一件转办', icon: <SendOutlined />, rights: ['handle_opinions', 'check_handling'], listed: false, guarded: true, shown: lazy(() => import('./pages/handling')) },
  { path: '/desk/ratings', title: '评价', icon: <LikeOutlined />, rights: ['review_opinions'], listed: true, opinions: true, guarded: true, shown: lazy(() => import('./pages/ratings')) },
  { path: '/desk/published', title: '公开的信息', icon: <ReadOutlined />, rights: ['read', 'sign_opinions'], listed: true, opinions: true, shown: lazy(() => import('./pages/published')) },
  { path: '/desk/leaves', title: '请假', icon: <CarryOutOutlined />, rights: ['leave'], listed: true, guarded: true, shown: lazy(() => import('./pages/leaves')) },
  { path: '/desk/rules', title: '规则管理', icon: <BookOutlined />, rights: ['draft', 'publish', 'close'], listed: true, shown: lazy(() => import('./pages/rules')) },
  { path: '/desk/rules/:version', title: '一版办法', icon: <BookOutlined />, rights: ['read'], listed: false, shown: lazy(() => import('./pages/version')) },
  { path: '/desk/statistics', title: '统计', icon: <BarChartOutlined />, rights: ['read'], listed: true, shown: lazy(() => import('./pages/statistics')) },
  { path: '/desk/overview', title: '概览', icon: <DashboardOutlined />, rights: ['read'], listed: true, home: true, shown: lazy(() => import('./pages/overview')) },
  { path: '/desk/screen', title: '大屏', icon: <FundProjectionScreenOutlined />, rights: ['read'], listed: false, bare: true, shown: lazy(() => import('./pages/screen')) },
  { path: '/desk/results', title: '结果与通报', icon: <FileDoneOutlined />, rights: ['read'], listed: true, shown: lazy(() => import('./pages/results')) },
  { path: '/desk/opinion-analysis', title: '民情分析', icon: <LineChartOutlined />, rights: ['read', 'review_opinions'], listed: true, opinions: true, shown: lazy(() => import('./pages/opinion_analysis')) },
  { path: '/desk/opinion-appraisal', title: '信息评选', icon: <StarOutlined />, rights: ['review_opinions'], listed: true, opinions: true, guarded: true, shown: lazy(() => import('./pages/opinion_appraisal')) },
  { path: '/desk/people', title: '委员信息', icon: <TeamOutlined />, rights: ['enrol', 'keep'], listed: true, shown: lazy(() => import('./pages/people')) },
  { path: '/desk/samples', title: '抽查', icon: <ExperimentOutlined />, rights: ['examine'], listed: true, shown: lazy(() => import('./pages/samples')) },
  { path: '/desk/trail', title: '操作记录', icon: <UnorderedListOutlined />, rights: ['audit'], listed: true, guarded: true, shown: lazy(() => import('./pages/trail')) },
  { path: '/desk/accounts', title: '权限与账号', icon: <UserSwitchOutlined />, rights: ['read_accounts'], listed: true, guarded: true, shown: lazy(() => import('./pages/accounts')) },
  { path: '/desk/arrangements', title: '本会设置', icon: <SettingOutlined />, rights: ['arrange', 'read_accounts'], listed: true, guarded: true, shown: lazy(() => import('./pages/arrangements')) },
  { path: '/desk/posts', title: '审签职务', icon: <IdcardOutlined />, rights: ['grant'], listed: true, guarded: true, shown: lazy(() => import('./pages/posts')) },
  { path: '/desk/carry-over', title: '换届', icon: <UserSwitchOutlined />, rights: ['enrol'], listed: false, guarded: true, shown: lazy(() => import('./pages/carry_over')) },
  { path: '/desk/check-in/:record', title: '签到', icon: <QrcodeOutlined />, rights: ['enter'], listed: false, shown: lazy(() => import('./pages/check_in')) },
  { path: '/desk/notices', title: '通知', icon: <BellOutlined />, rights: [], listed: false, shown: lazy(() => import('./pages/notices')) },
  { path: '/desk/enter/:form', title: '录入', icon: <FormOutlined />, rights: ['enter'], listed: false, shown: lazy(() => import('./pages/enter')) },
  { path: '/desk/member/:number', title: '委员详情', icon: <UserOutlined />, rights: ['read'], listed: false, shown: lazy(() => import('./pages/member')) },
]

/** The page of where somebody is, if there is one. */
export function usePage(): Page | undefined {
  const [path] = useLocation()
  const { parser } = useRouter()
  return PAGES.find(page => matchRoute(parser, page.path, path)[0])
}
