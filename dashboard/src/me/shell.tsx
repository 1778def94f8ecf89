// What stands around every page: where one is, the year, the ways to the others; told when there is no network.
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { usePlace } from '../shared/place'
import { Mark } from './mark'
import { useViewer } from './viewer'

interface Way { path: string; who?: 'writer' | 'anybody'; title: string; icon: string; under: string[] }

// The lines of each icon, drawn in a square of 24.
const WAYS: Way[] = [
  { path: '/me', title: '首页', icon: 'M3 11 12 4l9 7M6 9v11h12V9', under: ['/me/ranking'] },
  { path: '/me/entries', title: '明细', icon: 'M5 6h14M5 12h14M5 18h9', under: ['/me/records'] },
  { path: '/me/check-in', title: '签到', icon: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M8 12l3 3 5-6', under: ['/me/leave', '/me/co-signatures'] },
  { path: '/me/objections', title: '异议', icon: 'M4 5h16v11H11l-5 4v-4H4zM12 8v3M12 13.5v.5', under: [] },
  { path: '/me/opinions', title: '社情民意', icon: 'M5 4h10l4 4v12H5zM9 11h6M9 15h6', under: ['/me/calls', '/me/published', '/me/leads'], who: 'writer' },
  { path: '/me/mine', title: '我的', icon: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c1-5 4-6 8-6s7 1 8 6', under: ['/me/data', '/me/notices', '/me/feedback', '/me/opinions', '/me/calls', '/me/published', '/me/leads'], who: 'anybody' },
]

export function Shell({ children }: { children: ReactNode }) {
  const { committeeName, me, member } = useViewer()
  return (
    <>
      <a className="skip" href="#content">跳到内容</a>
      <header className="head">
        <span className="brand">{committeeName}</span>
        <span className="who">{me.realName}{member && ' 委员'}</span>
        <Years />
      </header>
      <Connection />
      <Ways />
      {children}
      <Mark />
    </>
  )
}

/** A page: its heading is told to whoever listens, and is the title of the tab. */
export function Page({ title, back, children }: { title: string; back?: { to: string; title: string }; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · 我的履职`
    if (heading.current && document.activeElement !== document.body) heading.current.focus()
    window.scrollTo(0, 0)
  }, [title])
  return (
    <main id="content">
      {back && <Link className="back" href={back.to}>‹ {back.title}</Link>}
      <h1 ref={heading} tabIndex={-1}>{title}</h1>
      {children}
    </main>
  )
}

function Ways() {
  const { to, me, member } = useViewer()
  const [path] = useLocation()
  const under = (one: string) => path === one || path.indexOf(`${one}/`) === 0
  const ways = WAYS.filter(way => way.who === 'anybody' || member === (way.who !== 'writer'))
  // What has a way of its own is under no other.
  const other = (one: string) => ways.every(way => way.path !== one)
  return (
    <nav className="ways" aria-label="页面">
      {ways.map(way => {
        const here = (way.path === '/me' ? path === '/me' : under(way.path)) || way.under.filter(other).some(under)
        const unseen = way.path === '/me/mine' ? me.unseenNotices || 0 : 0
        return (
          <Link key={way.path} href={to(way.path)} className={here ? 'way here' : 'way'} aria-current={here ? 'page' : undefined}>
            <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d={way.icon} /></svg>
            <span>{way.title}</span>
            {unseen > 0 && <span className="dot"><span className="heard">，有 </span>{unseen}<span className="heard"> 条新提醒</span></span>}
          </Link>
        )
      })}
    </nav>
  )
}

function Years() {
  const { years, year } = useViewer()
  const { tell } = usePlace()
  if (years.length === 0) return null
  return (
    <select aria-label="年度" value={year} onChange={event => tell({ year: event.target.value, after: null, before: null })}>
      {years.map(one => <option key={one} value={one}>{one} 年</option>)}
    </select>
  )
}

function Connection() {
  const [there, set] = useState(() => navigator.onLine)
  useEffect(() => {
    const told = () => set(navigator.onLine)
    window.addEventListener('online', told)
    window.addEventListener('offline', told)
    return () => { window.removeEventListener('online', told); window.removeEventListener('offline', told) }
  }, [])
  return <div role="status" className={there ? 'heard' : 'offline'}>{there ? '' : '没有网络。已经打开的还能看，填的内容不会丢；有了网络再提交。'}</div>
}
