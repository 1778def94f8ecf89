// A chart, drawn by ECharts on a canvas. Its numbers stand at its bars, so that no tip is needed, nor a mouse.
import { useEffect, useRef } from 'react'
import { theme, type GlobalToken } from 'antd'
import { BarChart, type BarSeriesOption } from 'echarts/charts'
import { AriaComponent, type AriaComponentOption, GridComponent, type GridComponentOption, LegendComponent, type LegendComponentOption } from 'echarts/components'
import { type ComposeOption, init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import type { Charted } from './chart'
import { SERIES } from './theme'

use([BarChart, GridComponent, LegendComponent, AriaComponent, CanvasRenderer])
type Option = ComposeOption<BarSeriesOption | GridComponentOption | LegendComponentOption | AriaComponentOption>

// Pixels of a bar that lies, and around all of them.
const ROW = 30, AROUND = 48
const LONGEST_NAME = 240
// In a pile, a number has no room in a bar that is shorter than this part of the longest pile.
const ROOM = .07

export default function Drawn(given: Charted) {
  const around = useRef<HTMLDivElement>(null)
  const { token } = theme.useToken()
  const latest = useRef(given)
  latest.current = given
  const key = JSON.stringify([given, token.colorBgContainer, token.fontSize])
  useEffect(() => {
    const there = around.current
    if (!there) return undefined
    const chart = init(there)
    const draw = () => { chart.resize(); chart.setOption(optionOf(latest.current, token, there.clientWidth)) }
    const watch = new ResizeObserver(draw)
    draw()
    watch.observe(there)
    return () => { watch.disconnect(); chart.dispose() }
  }, [key])
  const { lying, wall, stacked, labels, series, title } = given
  // Bars that lie need their height; on a wall they have what there is.
  const height = lying && !wall ? labels.length * ROW * (stacked ? 1 : series.length) + AROUND : undefined
  return <div ref={around} className="chart" role="img" aria-label={title} style={{ height }} />
}

function optionOf(given: Charted, token: GlobalToken, width: number): Option {
  const { labels, series, lying, stacked, wall } = given
  const text = { color: token.colorText, fontFamily: token.fontFamily, fontSize: wall ? 16 : token.fontSize - 1 }
  const names = {
    type: 'category' as const, data: labels, axisTick: { show: false }, axisLine: { lineStyle: { color: token.colorBorder } },
    axisLabel: { ...text, ...(lying ? { interval: 0, width: Math.min(LONGEST_NAME, width * .45), overflow: 'break' as const, lineHeight: text.fontSize + 1 } : {}) },
  }
  const numbers = { type: 'value' as const, axisLabel: { show: false }, splitLine: { lineStyle: { color: token.colorSplit } } }
  const several = series.length > 1
  return {
    animation: false,
    color: SERIES[darkness(token)],
    aria: { enabled: true, label: { enabled: false }, decal: { show: several } },
    legend: several ? { top: 0, right: 0, textStyle: text, itemHeight: 14, selectedMode: false } : undefined,
    grid: { top: several ? 40 : 20, right: lying ? 72 : 8, bottom: 4, left: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: lying ? numbers : names,
    yAxis: lying ? { ...names, inverse: true } : numbers,
    series: series.map(({ name }, of) => ({
      type: 'bar', name, stack: stacked ? 'one' : undefined, barMaxWidth: 28, barGap: '10%',
      data: bars(given, of),
      itemStyle: { borderRadius: stacked ? 0 : 3 },
      // What stands on a pattern needs a ground of its own.
      label: stacked ? { ...text, position: 'inside', backgroundColor: token.colorBgContainer, padding: [1, 4], borderRadius: 3 } : { ...text, position: lying ? 'right' : 'top' },
    })),
  }
}

/** The bars of a series, each with its number as the server writes it. */
function bars({ labels, series, stacked }: Charted, of: number): NonNullable<BarSeriesOption['data']> {
  const number = (value: string | number | null | undefined) => Number(value ?? 0)
  const most = Math.max(...labels.map((_, at) => series.reduce((sum, one) => sum + number(one.values[at]), 0)))
  return (series[of]?.values ?? []).map(value => ({
    value: value === null ? '-' : number(value),
    label: { show: value !== null && (!stacked || number(value) > most * ROOM), formatter: String(value) },
  }))
}

function darkness({ colorBgContainer }: GlobalToken): 'light' | 'dark' { return colorBgContainer === '#ffffff' ? 'light' : 'dark' }
