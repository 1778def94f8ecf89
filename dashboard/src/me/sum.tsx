// How one award came about: what the rule gives, each cut with its reason, what is kept.
import type { Award } from './words'
import { points } from './words'

export function Sum({ award }: { award: Award }) {
  return (
    <div className="sum">
      <p><b>{award.node.title}</b>（{award.node.citation}）</p>
      {award.node.words.length > 0 && <p className="quiet">{award.node.words.join('；')}</p>}
      {award.basis && <p>{award.basis}</p>}
      <p>按规则得 {points(award.raw)} 分{award.cuts.length === 0 ? '，没有扣减' : ''}</p>
      {award.cuts.map((cut, at) => <p key={at} className="cut">▸ {cut}</p>)}
      <p>计入总分 <b>{points(award.kept)} 分</b></p>
      {award.node.note && <p className="quiet">怎么理解的：{award.node.note}</p>}
      {award.notes.map((note, at) => <p key={at} className="quiet">委员工作委员会的解释：{note.text}</p>)}
    </div>
  )
}
