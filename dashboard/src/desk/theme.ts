// Colours and sizes of the desk. What antd ships falls short of AA contrast; these were measured.
import { theme, type ThemeConfig } from 'antd'

export type Look = 'light' | 'dark'

const CJK = '"Noto Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif'

export const fontFamily = CJK

export function themeOf(look: Look, large: boolean): ThemeConfig {
  const dark = look === 'dark'
  return {
    cssVar: { key: look },
    hashed: false,
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      fontFamily: CJK,
      // What is broken off in its motion, as a button's sign of waiting, would never end it.
      motion: false,
      colorPrimary: dark ? '#d9534a' : '#b3261e',
      colorLink: dark ? '#ff9c94' : '#b3261e',
      colorTextPlaceholder: dark ? '#9a9a9a' : '#6b6b6b',
      colorTextDescription: dark ? 'rgba(255,255,255,.65)' : 'rgba(0,0,0,.65)',
      ...(large ? { controlHeight: 44, fontSize: 16 } : {}),
    },
    components: dark
      ? { Tabs: { itemSelectedColor: '#ff9c94' }, Pagination: { itemActiveColor: '#ff9c94' } }
      : {},
  }
}

// As far apart in lightness as in hue; patterns tell them apart as well.
export const SERIES: Record<Look, string[]> = { light: ['#b3261e', '#3b6ea5', '#a67c00'], dark: ['#e5645b', '#8db9ea', '#e3bd5b'] }
