const lookEveryMs = 500

/**
 * Sends this process SIGTERM when the process that started it is gone.
 *
 * npm hands a signal to the shell between itself and the script, and that shell dies of it without a word to the script.
 */
export function followParent () {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, lookEveryMs)
  timer.unref()
}
