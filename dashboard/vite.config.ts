// Two builds of one source: `desk` for the browsers of an office, `me` for the old ones inside telephones' programs.
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressed } from './build/compressed.ts'
import { styleSheets } from './build/style_sheets.ts'

const TARGETS = { desk: ['chrome87', 'firefox102', 'safari15'], me: ['es2018', 'chrome69'] }

export default defineConfig(({ mode }) => {
  const page = mode === 'me' ? 'me' : 'desk'
  return {
    base: `/assets/${page}/`,
    plugins: [react(), ...(page === 'desk' ? [styleSheets()] : []), compressed()],
    define: { 'process.env.NODE_ENV': JSON.stringify('production') },
    build: {
      assetsDir: '.',
      outDir: `dist/${page}`,
      emptyOutDir: true,
      target: TARGETS[page],
      cssTarget: page === 'me' ? 'chrome69' : 'chrome87',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: { input: `${page}.html` },
    },
  }
})
