// What libraries write as style elements and style attributes, our policy (style-src 'self') forbids. Two small
// changes to their modules put the same rules into the document by its style sheets, which it allows.
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const OURS = fileURLToPath(new URL('../src/desk/style_sheets.ts', import.meta.url))
const THEIRS = [/@rc-component\/util\/.*\/Dom\/dynamicCSS(\.js)?$/, /@ant-design\/icons\/.*\/cssUtils(\.js)?$/]
const ATTRIBUTE = /([\w.$]+)\.setAttribute\(\s*['"]style['"],\s*/g

export function styleSheets(): Plugin {
  return {
    name: 'style-sheets-by-cssom',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      if (!/dynamicCSS|cssUtils/.test(source)) return null
      const found = await this.resolve(source, importer, { ...options, skipSelf: true })
      // One module for both: two lists of sheets would overwrite one another.
      return found && THEIRS.some(their => their.test(found.id)) ? OURS : found
    },
    transform(code, id) {
      if (!/node_modules\/(antd|@rc-component)\//.test(id) || code.search(ATTRIBUTE) < 0) return null
      return `${code.replace(ATTRIBUTE, 'styledAs($1, ')}\nfunction styledAs(element, text) { element.style.cssText = text }\n`
    },
  }
}
