// How the pages look: light or dark, and the elder view with its sizes. Kept by this browser alone.
import { useCallback, useEffect, useState } from 'react'

export type Colours = 'system' | 'light' | 'dark'

/** The sizes of the elder view, in px of its text; the smallest text is nine tenths of it. */
export const SIZES = [20, 24, 30]

const COLOURS = 'luzhi.look', SIZE = 'luzhi.elder', ORDINARY = 16
const DARK = '(prefers-color-scheme: dark)'

export interface Look {
  colours: Colours
  /** px of the elder view's text; 0: the ordinary view. */
  elder: number
  onColours: (colours: Colours) => void
  onElder: (size: number) => void
}

function kept(name: string): string | null {
  try { return localStorage.getItem(name) } catch { return null }
}

function keep(name: string, value: string): void {
  // A browser that keeps nothing still shows what was chosen, until the page is left.
  try { localStorage.setItem(name, value) } catch { /* private browsing */ }
}

function coloursAtFirst(): Colours {
  const colours = kept(COLOURS)
  return colours === 'light' || colours === 'dark' ? colours : 'system'
}

function elderAtFirst(): number {
  const size = Number(kept(SIZE))
  return SIZES.includes(size) ? size : 0
}

export function useLook(): Look {
  const [colours, setColours] = useState(coloursAtFirst)
  const [elder, setElder] = useState(elderAtFirst)
  const [systemDark, setSystemDark] = useState(() => matchMedia(DARK).matches)
  useEffect(() => {
    const asked = matchMedia(DARK), told = () => setSystemDark(asked.matches)
    asked.addListener(told) // the older name: Chrome 69 and Safari 13 know no other
    return () => asked.removeListener(told)
  }, [])
  useEffect(() => {
    const root = document.documentElement, dark = colours === 'dark' || (colours === 'system' && systemDark)
    root.className = `${dark ? 'dark' : 'light'}${elder ? ' elder' : ''}`
    root.style.fontSize = `${elder || ORDINARY}px`
  }, [colours, elder, systemDark])
  const onColours = useCallback((chosen: Colours) => { keep(COLOURS, chosen); setColours(chosen) }, [])
  const onElder = useCallback((size: number) => { keep(SIZE, String(size)); setElder(size) }, [])
  return { colours, elder, onColours, onElder }
}
