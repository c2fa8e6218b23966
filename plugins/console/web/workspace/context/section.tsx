import type { ReactNode } from 'react'

/** A part of the right pane. */
export function Section ({ title, children }: { title: string, children: ReactNode }) {
  return (
    <section className='context-section'>
      <h3>{title}</h3>
      {children}
    </section>
  )
}

/** Names and values, one pair per line; a value of `undefined` leaves its line out. */
export function Facts ({ facts }: { facts: ReadonlyArray<readonly [name: string, value: ReactNode]> }) {
  return (
    <dl className='context-facts'>
      {facts.filter(([, value]) => value !== undefined).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
    </dl>
  )
}
