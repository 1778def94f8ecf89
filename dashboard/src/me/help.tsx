// Where there is nothing yet: what counts here, who enters it, what to do now.
import type { ReactNode } from 'react'

export function Help({ title, children }: { title: string; children: ReactNode }) {
  return <section className="card help"><h2>{title}</h2>{children}</section>
}
