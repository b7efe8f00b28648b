/**
 * Does work that heeds a signal, and aborts it when its time is over (`TimeoutError`). Unlike that of `AbortSignal.timeout` the
 * timer keeps the process alive: where a server hangs up at once, `fetch` may wait for nothing, and a program with nothing
 * else to do would end there without a word.
 */
export async function within<Result>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  }, milliseconds);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
