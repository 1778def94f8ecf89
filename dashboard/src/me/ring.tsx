// Points by category as a ring; beside it stands the same in words, so that neither colour nor shape is needed.
const R = 42, ROUND = 2 * Math.PI * R, SPLIT = 1.5

export interface Slice { code: string; title: string; points: string }

/** The class that gives a category its colour, by its place among all. */
export function hue(at: number): string { return `hue-${at % 12}` }

export function Ring({ slices, total, unit }: { slices: Slice[]; total: string; unit: string }) {
  const sizes = slices.map(slice => Math.max(0, Number(slice.points)))
  const whole = sizes.reduce((sum, size) => sum + size, 0)
  let turned = 0
  return (
    <svg className="ring" viewBox="0 0 100 100" role="img" aria-label={`一共 ${total} ${unit}`}>
      <circle className="ring-ground" cx="50" cy="50" r={R} />
      {whole > 0 && sizes.map((size, at) => {
        const length = size / whole * ROUND, from = turned
        turned += length
        const drawn = Math.max(0, length - SPLIT)
        return drawn > 0 && (
          <circle key={at} className={`slice ${hue(at)}`} cx="50" cy="50" r={R} strokeDasharray={`${drawn} ${ROUND}`} strokeDashoffset={-from} transform="rotate(-90 50 50)" />
        )
      })}
      <text className="ring-total" x="50" y="53" textAnchor="middle">{total}</text>
      <text className="ring-unit" x="50" y="66" textAnchor="middle">{unit}</text>
    </svg>
  )
}
