/** The same rows, until the signal aborts: then its reason is thrown at once, even where the next row never comes. */
export async function * abortable<T> (rows: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, void, void> {
  const iterator = rows[Symbol.asyncIterator]()
  // One listener for all rows: a promise that lives as long as the signal would keep every row that was raced against it.
  let interrupt = (): void => {}
  const onAbort = (): void => interrupt()
  signal.addEventListener('abort', onAbort)
  let isWaiting = false
  try {
    for (;;) {
      signal.throwIfAborted()
      isWaiting = true
      const step = await new Promise<IteratorResult<T>>((resolve, reject) => {
        interrupt = () => {
          const reason: unknown = signal.reason
          reject(reason)
        }
        iterator.next().then(resolve, reject)
      })
      isWaiting = false
      if (step.done === true) return
      yield step.value
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    const returned = Promise.resolve(iterator.return?.()).catch(() => {})
    // A source that is still at work on a row answers when it can.
    if (!isWaiting) await returned
  }
}
