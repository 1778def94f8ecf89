// Stands in for `dynamicCSS` of @rc-component/util and `cssUtils` of @ant-design/icons (build/style_sheets.ts):
// the same rules, in sheets of the document instead of style elements, which style-src 'self' forbids.
interface Option { mark?: string; prepend?: boolean | 'queue'; priority?: number }
interface Kept { key: string | null; order: number; css: string; sheet: CSSStyleSheet; element: HTMLStyleElement }

const LAST = Number.MAX_SAFE_INTEGER
let kept: Kept[] = []

/** Where a sheet stands: those in front by their priority, all others behind them in the order they came. */
function orderOf({ prepend, priority = 0 }: Option): number {
  if (!prepend) return LAST
  return prepend === 'queue' ? priority : -1
}

function keyOf(key: string, { mark }: Option): string { return `${mark ?? ''}\0${key}` }

function fill(one: Kept, css: string): void {
  if (one.css === css) return
  one.css = css
  one.sheet.replaceSync(css)
}

function put(css: string, key: string | null, option: Option): HTMLStyleElement {
  // Callers write attributes on what they are given; in no document, it styles nothing.
  const one: Kept = { key, order: orderOf(option), css: '', sheet: new CSSStyleSheet(), element: document.createElement('style') }
  fill(one, css)
  const behind = kept.findIndex(other => other.order > one.order)
  kept.splice(behind < 0 ? kept.length : behind, 0, one)
  show()
  return one.element
}

function show(): void { document.adoptedStyleSheets = kept.map(one => one.sheet) }

export function injectCSS(css: string, option: Option = {}): HTMLStyleElement { return put(css, null, option) }

export function updateCSS(css: string, key: string, option: Option = {}): HTMLStyleElement {
  const there = kept.find(one => one.key === keyOf(key, option))
  if (!there) return put(css, keyOf(key, option), option)
  fill(there, css)
  return there.element
}

export function removeCSS(key: string, option: Option = {}): void {
  const left = kept.filter(one => one.key !== keyOf(key, option))
  if (left.length === kept.length) return
  kept = left
  show()
}

export function clearContainerCache(): void { /* there are no containers */ }

export function getShadowRoot(element: Node): ShadowRoot | null {
  const root = element.getRootNode()
  return root instanceof ShadowRoot ? root : null
}

const warned = new Set<string>()

export function warningOnce(valid: boolean, message: string): void {
  if (valid || warned.has(message)) return
  warned.add(message)
  console.error(`Warning: ${message}`)
}
