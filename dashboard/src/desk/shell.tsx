// What stands around every page of the desk: the menu, the year, who is signed in.
import { Suspense, useState } from 'react'
import { Faults } from './faults'
import { Avatar, Badge, Button, Drawer, Dropdown, Layout, Menu, Result, Select, Skeleton, Switch } from 'antd'
import { BellOutlined, EllipsisOutlined, MenuOutlined } from '@ant-design/icons'
import { Link, matchRoute, Redirect, Route, Switch as Routes, useLocation, useRouter } from 'wouter'
import { usePlace } from '../shared/place'
import { Jump } from './jump'
import { type Page, PAGES } from './pages'
import { RecordDrawer } from './record'
import type { Look } from './theme'
import { useViewer } from './viewer'

const MOST = 7

interface Given { look: Look; narrow: boolean; onLook: (look: Look) => void }

export function Shell({ look, narrow, onLook }: Given) {
  const viewer = useViewer()
  const [open, setOpen] = useState(false)
  const [path] = useLocation()
  const pages = PAGES.filter(page => page.rights.length === 0 || page.rights.some(viewer.may))
  const { parser } = useRouter()
  const here = PAGES.find(page => matchRoute(parser, page.path, path)[0])
  const menu = <Sidebar pages={pages} path={path} onGo={() => setOpen(false)} />
  const settings = (
    <>
      <Years />
      <Switch aria-label="深色" checked={look === 'dark'} checkedChildren="深" unCheckedChildren="浅" onChange={dark => onLook(dark ? 'dark' : 'light')} />
    </>
  )
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
              {PAGES.map(page => <Route key={page.path} path={page.path} component={page.shown} />)}
              <Route path="/desk">{pages.some(page => page.listed) ? <Redirect to={pages.find(page => page.listed)!.path} replace /> : <Nothing />}</Route>
              <Route><Result status="404" title="没有这个页面" subTitle="地址可能写错了，请从菜单里找" /></Route>
            </Routes>
          </Suspense>
          </Faults>
          <RecordDrawer />
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

function Sidebar({ pages, path, onGo }: { pages: Page[]; path: string; onGo: () => void }) {
  const [, go] = useLocation()
  const { told } = usePlace()
  const year = told.get('year')
  const listed = pages.filter(page => page.listed).map(page => ({ key: page.path, label: page.title, icon: page.icon }))
  // Nobody looks for one of ten: what comes after the sixth stands behind one entry.
  const items = listed.length <= MOST ? listed : [...listed.slice(0, MOST - 1), { key: 'more', label: '更多', icon: <EllipsisOutlined />, children: listed.slice(MOST - 1) }]
  const search = year ? `?year=${year}` : ''
  return <nav aria-label="页面"><Menu mode="inline" items={items} defaultOpenKeys={['more']} selectedKeys={[path]} onClick={({ key }) => { go(key + search); onGo() }} /></nav>
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
  const items = [
    { key: 'roles', label: me.roles.map(one => [one.role, one.department].filter(Boolean).join(' · ')).join('、') || '没有授予角色', disabled: true },
    ...(me.memberships?.length ? [{ key: 'me', label: <a href="/me">我的履职</a> }] : []),
    { key: 'account', label: <a href="/sign-in">账号和登录</a> },
    { key: 'password', label: <a href="/password">改密码</a> },
    { key: 'out', label: <SignOut /> },
  ]
  return (
    <>
      <Badge count={me.unseenNotices ?? 0} size="small">
        <Link href="/desk/notices"><Button type="text" icon={<BellOutlined />} aria-label={`通知，${me.unseenNotices ?? 0} 条没有看过`} /></Link>
      </Badge>
      <Dropdown menu={{ items }} trigger={['click']}>
        <Button type="text" aria-label={narrow ? me.realName : undefined}><Avatar size="small" className="avatar" aria-hidden>{me.realName.slice(-1)}</Avatar>{!narrow && me.realName}</Button>
      </Dropdown>
    </>
  )
}

function SignOut() {
  return <form method="post" action="/sign-out"><button className="plain" type="submit">退出登录</button></form>
}

function Nothing() {
  const { me } = useViewer()
  const roles = me.roles.map(one => one.role).join('、')
  return (
    <Result
      status="info"
      title={roles ? `${roles}的页面还没有做好` : '还没有授予角色'}
      subTitle={roles ? '现在可以用命令行和接口办理：看“查询和修改”页上的说明' : '请安全管理员授予角色，之后从这里进入'}
      extra={[<Button key="console" href="/graphql">查询和修改</Button>, <Button key="account" href="/sign-in">账号和登录</Button>]}
    />
  )
}
