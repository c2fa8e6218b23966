/**
 * Acts at a fixed pace. What a timer missed is made up for at once, and every act is told when it was due, so that whoever measures from
 * then charges a stall for everything that it delayed.
 * @param {number} count
 * @param {number} rate per second
 * @param {(index: number, dueMs: number) => void} act `dueMs` on the clock of `performance.now()`
 * @returns {Promise<void>} settles with the last one
 */
export async function keepPace (count, rate, act) {
  const startedMs = performance.now()
  let next = 0
  await new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      try {
        const nowMs = performance.now()
        for (let dueMs = startedMs + next * 1000 / rate; dueMs <= nowMs && next < count; dueMs = startedMs + next * 1000 / rate) act(next++, dueMs)
        if (next < count) return
        resolve(undefined)
      } catch (error) {
        reject(error)
      }
      clearInterval(timer)
    }, 1)
  })
}
