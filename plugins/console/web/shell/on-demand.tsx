import { Suspense, useState, type ReactNode } from 'react'

/** Draws a dialog only once it is opened; from then on it stays, so that it can close softly. */
export function OnDemand ({ isOpen, children }: { isOpen: boolean, children: ReactNode }) {
  const [wasOpen, setWasOpen] = useState(isOpen)
  if (isOpen && !wasOpen) setWasOpen(true)
  return wasOpen && <Suspense fallback={null}>{children}</Suspense>
}
