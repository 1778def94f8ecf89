import { StrictMode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { legacyLogicalPropertiesTransformer, StyleProvider } from '@ant-design/cssinjs'
import { App, ConfigProvider, Watermark } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { placeBefore } from '../shared/api'
import { PrintMark } from '../shared/print_mark'
import { usePage } from './pages'
import { Shell } from './shell'
import { fontFamily, type Look, themeOf } from './theme'
import { ViewerProvider, useViewer } from './viewer'
import { lastFour, timeSaid } from '../shared/said'
import './desk.css'

dayjs.locale('zh-cn')

const LOOK = 'luzhi.look'
const NARROW = '(max-width: 767px)'

function lookAtFirst(): Look {
  const kept = localStorage.getItem(LOOK)
  if (kept === 'light' || kept === 'dark') return kept
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

function useNarrow(): boolean {
  const [narrow, set] = useState(() => matchMedia(NARROW).matches)
  useEffect(() => {
    const media = matchMedia(NARROW), changed = () => set(media.matches)
    media.addEventListener('change', changed)
    return () => media.removeEventListener('change', changed)
  }, [])
  return narrow
}

function Desk() {
  const [look, setLook] = useState(lookAtFirst)
  const narrow = useNarrow()
  useEffect(() => {
    localStorage.setItem(LOOK, look)
    document.documentElement.dataset['look'] = look
  }, [look])
  return (
    <StyleProvider hashPriority="high" transformers={[legacyLogicalPropertiesTransformer]}>
      <ConfigProvider locale={zhCN} theme={themeOf(look, narrow)} button={{ autoInsertSpace: false }} drawer={{ mask: { blur: false } }} modal={{ mask: { blur: false } }}>
        <App>
          <ViewerProvider>
            <Marked><Shell look={look} narrow={narrow} onLook={setLook} /></Marked>
          </ViewerProvider>
        </App>
      </ConfigProvider>
    </StyleProvider>
  )
}

/** 议18: every page, drawer and print names who looks at it, and when; but what anybody may look at names nobody. */
function Marked({ children }: { children: React.ReactNode }) {
  const { me } = useViewer()
  const here = usePage()
  const [opened] = useState(() => timeSaid(new Date().toISOString()))
  if (here?.bare) return children
  // A font without Chinese in front would cut the characters' heads off.
  const name = `${me.realName} ${lastFour(me.userName)}`
  return <Watermark content={[name, opened]} font={{ fontFamily }} gap={[160, 140]}>{children}<PrintMark name={name} opened={opened} /></Watermark>
}

const before = placeBefore()
if (before && before !== location.pathname + location.search) location.replace(before)
else createRoot(document.getElementById('root')!).render(<StrictMode><Desk /></StrictMode>)
