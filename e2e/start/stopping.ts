import type { HeldTsa } from './held-tsa.js';
import type { Running } from './installation.js';
import type { Ledger } from './ledger.js';
import { readSample } from './signer.js';

/**
 * Asks Segl to stop in the midst of a signature: while it waits for the time-stamp. Resolves, when it has ended, to the
 * link token of what was signed.
 */
export async function signWhileItStops(
  ledger: Ledger,
  { running, tsa, sub, by }: { running: Running; tsa: HeldTsa; sub: string; by: 'Ctrl-C' | 'SIGTERM' },
): Promise<string> {
  const { terminal } = running;
  const { person, token, consentId } = await readSample(running, sub);
  const asked = tsa.hold();
  // How it ends for the signer's browser is not what counts: the page behind the signature may be away already.
  const signing = person.sign(token, consentId).then(
    () => 'the page after the signature came',
    (error: unknown) => String(error),
  );
  const first = await Promise.race([asked.then(() => 'asked'), signing]);
  if (first !== 'asked') throw new Error(`no time-stamp was asked for: ${first}\n${terminal.output}`);
  if (by === 'Ctrl-C') terminal.signalAll('SIGINT');
  else terminal.signal('SIGTERM');
  await terminal.said('finishing what is under way', { withinSeconds: 60 });
  // Whoever comes now is told to come back, and the answer shows that it still waits.
  const health = await running.ask('/health');
  const waits = health.status === 200 && !terminal.output.includes('Stopped.');
  ledger.check(`${by} during a signature: it waits for it`, waits, terminal.output);
  tsa.release();
  const { code, signal } = await terminal.ended;
  const forSigner = await signing;
  await person.close();
  const detail = `${String(code)} ${String(signal)}, ${forSigner}\n${terminal.output}`;
  const stopped = terminal.output.includes('Stopped. Nothing was lost.');
  ledger.check(`${by} during a signature: it ends well`, code === 0 && stopped, detail);
  return token;
}
