import './early.js'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.js'
import { prepareSession } from './shell/session.js'
import './style.css'

/** Whoever is signed in is known in a moment, as a rule: so long nothing is drawn that would be something else right after. */
const PATIENCE_MS = 300

Promise.race([prepareSession(), new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS) })]).then(() => {
  createRoot(document.querySelector('#root')!).render(<StrictMode><App /></StrictMode>)
})
