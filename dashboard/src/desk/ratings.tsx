// How an author rated what was answered: each time, and what was changed after the unit spoke to them.
import { Tag, Timeline } from 'antd'
import type { Data } from '../shared/api'
import { daySaid, timeSaid } from '../shared/said'
import { RATING_STATES, RATINGS } from './words'

type Rating = NonNullable<NonNullable<Data<'OwnOpinion'>['opinion']>['rating']>

export function Ratings({ rating }: { rating: Rating }) {
  return (
    <section aria-label="评价">
      <h3>作者的评价</h3>
      <p><RatingTag rating={rating} />{rating.state === 'REOPENED' ? '再办中' : rating.due && rating.state !== 'FINAL' && `最迟${daySaid(rating.due)}可以评、改`}</p>
      {rating.given.length > 0 && (
        <Timeline items={rating.given.map(one => ({ content: (
          <>
            {timeSaid(one.givenAt)} 第 {one.answer} 次答复：{RATINGS[one.rating].said}{one.before && `，原来是${RATINGS[one.before].said}`} {one.afterContact && <Tag color="volcano">单位联系以后改的</Tag>}
            {one.reason && <p className="as-written">{one.reason.name}{one.words && `：${one.words}`}</p>}
          </>
        ) }))} />
      )}
    </section>
  )
}

/** The rating that counts, or how far it has come. */
export function RatingTag({ rating }: { rating: Pick<Rating, 'state' | 'counted' | 'afterContact' | 'reopened'> }) {
  const { said, colour } = rating.counted ? RATINGS[rating.counted] : RATING_STATES[rating.state]
  return (
    <>
      <Tag color={colour}>{said}</Tag>
      {rating.reopened && <Tag>再办过</Tag>}
      {rating.afterContact && <Tag color="volcano">单位联系以后改的</Tag>}
    </>
  )
}
