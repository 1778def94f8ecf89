// What can still be earned: each limit of the rules, how much of it is used, how much is left.
import type { Data } from '../shared/api'
import { points } from './words'

type Standing = NonNullable<NonNullable<NonNullable<Data<'OwnHome'>['me']>['memberships']>[number]['standing']>
type Limit = Standing['headroom']['limits'][number]
type Nodes = NonNullable<Standing['nodes']>

/** What is left of a limit, as a sentence. */
function left(limit: Limit): string {
  const unit = limit.unit, rest = points(limit.left)
  if (limit.under) return `“${limit.under.title}”已经计满，这里再多也不计分`
  if (limit.what === 'CAP') return rest === '0' ? '已经计满' : `还可以计 ${rest} ${unit}`
  if (limit.what === 'PICK') return rest === '0' ? '要计的项数已满' : `还可以计 ${rest} ${unit}`
  if (limit.what === 'EVERY') return `再有 ${rest} ${unit}就多计一次`
  return `再有 ${rest} ${unit}就到下一档${limit.gain ? `，多得 ${points(limit.gain)} 分` : ''}`
}

export function Room({ standing }: { standing: Standing }) {
  const { limits, lacks } = standing.headroom
  const open = limits.filter(limit => !limit.under && points(limit.left) !== '0')
  const full = limits.filter(limit => limit.under || points(limit.left) === '0')
  return (
    <section className="card">
      <h2>还能得什么</h2>
      {open.length === 0 && <p>有上限的各项都计满了；没有上限的各项照常计分。</p>}
      <ul className="rooms">
        {open.map((limit, at) => (
          <li key={at}>
            <span className="row"><span className="grow">{category(standing.nodes || [], limit.node.code)}{limit.node.title}</span><b>{left(limit)}</b></span>
            <Used limit={limit} />
          </li>
        ))}
      </ul>
      {full.length > 0 && <p className="quiet">已经计满：{full.map(limit => limit.node.title).join('、')}。</p>}
      {lacks.map((lack, at) => (
        <p key={at} className="lack">
          <b>{lack.title}</b>：{lack.reasons.join('；')}{lack.missing.length > 0 && `。还差 ${lack.missing.map(need => `${need.what} ${points(need.number)}`).join('、')}`}
        </p>
      ))}
    </section>
  )
}

function Used({ limit }: { limit: Limit }) {
  const share = Number(limit.limit) > 0 ? Math.min(100, Math.max(0, Number(limit.used) / Number(limit.limit) * 100)) : 0
  return (
    <>
      <span className="bar" aria-hidden="true"><span style={{ width: `${share}%` }} /></span>
      <span className="quiet">已有 {points(limit.used)}，到 {points(limit.limit)} {limit.unit}为止</span>
    </>
  )
}

/** The category that a node belongs to, before its own name; nothing where it is one. */
function category(nodes: Nodes, code: string): string {
  const of = (one: string | null) => nodes.find(({ node }) => node.code === one)
  let found = of(code)
  if (!found || found.node.depth === 1) return ''
  while (found && found.node.depth > 1) found = of(found.node.parent)
  return found ? `${found.node.title} · ` : ''
}
