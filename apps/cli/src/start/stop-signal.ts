const stopSignals = ['SIGINT', 'SIGTERM'] as const;

/** How long one wish to stop may take to arrive: npm passes on the Ctrl-C that the terminal has sent to everybody. */
const echoMilliseconds = 1000;

/**
 * Resolves to the signal that asks to stop. Its echo is not heard, so that what is under way can finish; a signal that
 * comes later ends the process at once.
 */
export function nextStopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const heard = (signal: NodeJS.Signals): void => {
      resolve(signal);
      setTimeout(() => {
        for (const name of stopSignals) process.off(name, heard);
      }, echoMilliseconds).unref();
    };
    for (const name of stopSignals) process.on(name, heard);
  });
}
