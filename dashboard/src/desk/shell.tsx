// What stands around every page of the desk: the menu, the year, who is signed in.
import { Suspense, useState } from 'react'
import { Faults } from './faults'
import { Avatar, Badge, Button, Drawer, Dropdown, Layout, Menu, Result, Select, Skeleton, Switch } from 'antd'
import { BellOutlined, EllipsisOutlined, MenuOutlined, QuestionCircleOutlined, SolutionOutlined } from '@ant-design/icons'
import { Link, Redirect, Route, Switch as Routes, useLocation } from 'wouter'
import { usePlace } from '../shared/place'
import { helpOf } from './help'
import { Jump } from './jump'
import { Nothing, NotYours } from './nothing'
import { type Page, PAGES, usePage } from './pages'
import { RecordDrawer } from './record'
import type { Look } from './theme'
import { useViewer } from './viewer'

const MOST = 7
// So many pages about opinion items stand among the others.
const FEW = 3

interface Given { look: Look; narrow: boolean; onLook: (look: Look) => void }

export function Shell({ look, narrow, onLook }: Given) {
  const viewer = useViewer()
  const [open, setOpen] = useState(false)
  const [path] = useLocation()
  const held = (page: Page) => page.rights.length === 0 || page.rights.some(viewer.may)
  // Who reads the results may look at what stands in the menus of others, too, save where nobody else is answered.
  const readable = (page: Page) => held(page) || (viewer.committee !== '' && !page.guarded)
  const pages = PAGES.filter(held)
  const here = usePage()
  const home = pages.find(page => page.home) ?? pages.find(page => page.listed)
  const menu = <Sidebar pages={pages} home={home} path={path} onGo={() => setOpen(false)} />
  const settings = (
    <>
      <Years />
      <Switch aria-label="深色" checked={look === 'dark'} checkedChildren="深" unCheckedChildren="浅" onChange={dark => onLook(dark ? 'dark' : 'light')} />
    </>
  )
  if (here?.bare && readable(here)) return <Faults key={path}><Suspense><here.shown /></Suspense></Faults>
  return (
    <Layout className="shell">
      <a className="skip" href="#content">跳到内容</a>
      {!narrow && (
        <Layout.Sider width={208} theme="light" className="side"><Brand name={viewer.committeeName} />{menu}</Layout.Sider>
      )}
      <Layout>
        <Layout.Header className="head">
          {narrow && <Button type="text" icon={<MenuOutlined />} aria-label="菜单" onClick={() => setOpen(true)} />}
          <h1 className="title">{here?.title ?? '履职管理'}</h1>
          {!narrow && settings}
          <Jump pages={pages} narrow={narrow} />
          <Own narrow={narrow} />
        </Layout.Header>
        <Layout.Content id="content" className="content" role="main" tabIndex={-1}>
          <Faults key={path}>
            <Suspense fallback={<Skeleton active className="page" />}>
            <Routes>
              {PAGES.map(page => <Route key={page.path} path={page.path}>{readable(page) ? <page.shown /> : <NotYours title={page.title} />}</Route>)}
              <Route path="/desk">{home ? <Redirect to={home.path} replace /> : <Nothing />}</Route>
              <Route><Result status="404" title="没有这个页面" subTitle="地址可能写错了，请从菜单里找" /></Route>
            </Routes>
          </Suspense>
          </Faults>
          {viewer.committee !== '' && <RecordDrawer />}
        </Layout.Content>
      </Layout>
      {narrow && (
        <Drawer title={viewer.committeeName} placement="left" size={260} open={open} onClose={() => setOpen(false)}><div className="settings">{settings}</div>{menu}</Drawer>
      )}
    </Layout>
  )
}

function Brand({ name }: { name: string }) {
  return <div className="brand"><img src="/icon.svg" alt="" width={28} height={28} /><span>{name}</span></div>
}

/** The entries of the menu. Nobody looks for one of ten: those about many opinion items stand behind one, and so does
 *  what comes after the sixth.
 */
function entries(pages: Page[]) {
  const entry = (page: Page) => ({ key: page.path, label: page.title, icon: page.icon })
  if (pages.length <= MOST) return pages.map(entry)
  const opinions = pages.filter(page => page.opinions)
  const apart = opinions.length > FEW
  const rest = apart ? pages.filter(page => !page.opinions) : pages
  return [
    ...rest.slice(0, MOST - 1).map(entry),
    ...(apart ? [{ key: 'opinions', label: '千岛议家', icon: <SolutionOutlined />, children: opinions.map(entry) }] : []),
    { key: 'more', label: '更多', icon: <EllipsisOutlined />, children: rest.slice(MOST - 1).map(entry) },
  ]
}

function Sidebar({ pages, home, path, onGo }: { pages: Page[]; home: Page | undefined; path: string; onGo: () => void }) {
  const [, go] = useLocation()
  const { told } = usePlace()
  const year = told.get('year')
  const listed = [...pages].sort((one, other) => Number(other === home) - Number(one === home)).filter(page => page.listed)
  const search = year ? `?year=${year}` : ''
  const chosen = (key: string, event: React.SyntheticEvent) => {
    // Enter would go on to the button that has the keyboard once the drawer is closed, and open it again.
    event.preventDefault()
    go(key + search)
    onGo()
  }
  return <nav aria-label="页面"><Menu mode="inline" items={entries(listed)} defaultOpenKeys={['opinions', 'more']} selectedKeys={[path]} onClick={({ key, domEvent }) => chosen(key, domEvent)} /></nav>
}

function Years() {
  const { year, years } = useViewer()
  const { tell } = usePlace()
  if (years.length === 0) return null
  const options = years.map(one => ({ value: one, label: `${one} 年度` }))
  return <Select aria-label="年度" value={year} options={options} onChange={chosen => tell({ year: String(chosen), after: null, before: null })} />
}

function Own({ narrow }: { narrow: boolean }) {
  const { me } = useViewer()
  const help = helpOf(me.roles.map(one => one.role))
  const items = [
    { key: 'roles', label: me.roles.map(one => [one.role, one.department].filter(Boolean).join(' · ')).join('、') || '没有授予角色', disabled: true },
    ...(me.memberships?.length ? [{ key: 'me', label: <a href="/me">我的履职</a> }] : []),
    { key: 'help', label: <a href={help}>帮助</a> },
    { key: 'account', label: <a href="/sign-in">账号和登录</a> },
    { key: 'password', label: <a href="/password">改密码</a> },
    { key: 'out', label: <SignOut /> },
  ]
  return (
    <>
      {!narrow && <Button type="text" icon={<QuestionCircleOutlined />} href={help}>帮助</Button>}
      <Badge count={me.unseenNotices ?? 0} size="small">
        <Link asChild href="/desk/notices"><Button type="text" icon={<BellOutlined />} aria-label={`通知，${me.unseenNotices ?? 0} 条没有看过`} /></Link>
      </Badge>
      <Dropdown menu={{ items }} trigger={['click']}>
        <Button type="text" aria-label={narrow ? me.realName : undefined}><Avatar size="small" className="avatar" aria-hidden>{me.realName.slice(-1)}</Avatar>{!narrow && me.realName}</Button>
      </Dropdown>
    </>
  )
}

function SignOut() {
  return <form method="post" action="/sign-out" onSubmit={() => sessionStorage.clear()}><button className="plain" type="submit">退出登录</button></form>
}
