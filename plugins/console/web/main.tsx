import './early.js'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.js'
import { prepareSession } from './shell/session.js'
import './style.css'

/** Whoever is signed in is known in a moment, as a rule: so long nothing is drawn that would be something else right after. */
const PATIENCE_MS = 300
const FRESH_MS = 10_000

// After an update of the hub the files of the old page are gone; the new page has what is missing. A page that was just loaded would only loop.
window.addEventListener('vite:preloadError', () => { if (performance.now() > FRESH_MS) window.location.reload() })

Promise.race([prepareSession(), new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS) })]).then(() => {
  createRoot(document.querySelector('#root')!).render(<StrictMode><App /></StrictMode>)
})
