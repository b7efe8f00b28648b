import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from '../pades/judges.js';
import { at, document, layBefore, openssl, type Court } from './court.js';

const half = fileURLToPath(new URL('deferred-process.ts', import.meta.url));

/** Prepared by one process, signed by openssl, which sees a hash alone, and completed by another process. */
export async function signLater(court: Court): Promise<void> {
  for (const kind of ['rsa-2048', 'p384'] as const) {
    const party = await court.authority.issue(`Later ${kind}`, kind);
    const file = (name: string): string => at(court, `later-${kind}.${name}`);
    writeFileSync(file('pdf'), document());
    writeFileSync(file('certificates'), party.certificatesPem);
    const process1 = await process([
      'prepare',
      file('pdf'),
      file('certificates'),
      file('state'),
      file('hash'),
    ]);
    court.judge(`later, ${kind}: one process prepares`, process1.status === 0, process1.text);
    await openssl(
      court,
      ...['pkeyutl', '-sign', '-inkey', party.keyFile, '-in', file('hash'), '-out', file('value')],
      ...['-pkeyopt', `digest:${kind === 'p384' ? 'sha384' : 'sha256'}`],
    );
    const complete = (state: string, value: string) =>
      process(['complete', file('pdf'), state, value, file('signed.pdf')]);
    writeFileSync(file('wrong'), readFileSync(file('value')).fill(1, 12, 20));
    const refused = await complete(file('state'), file('wrong'));
    court.judge(
      `later, ${kind}: a wrong value is refused`,
      refused.text.includes('key.signature-wrong'),
      refused.text,
    );
    writeFileSync(file('changed'), readFileSync(file('state'), 'utf8').replace('"Signature"', '"Another"'));
    const changed = await complete(file('changed'), file('value'));
    court.judge(
      `later, ${kind}: a changed state is refused`,
      changed.text.includes('sign.state-mismatch'),
      changed.text,
    );
    const process2 = await complete(file('state'), file('value'));
    court.judge(`later, ${kind}: another process completes`, process2.status === 0, process2.text);
    const signatureAlgorithm = kind === 'p384' ? 'ECDSA' : 'RSASSA-PKCS1-v1_5';
    layBefore(court, `later ${kind}`, { signatureAlgorithm }, readFileSync(file('signed.pdf')), 'B-B');
  }
}

/** A process of its own, started as this one was. */
const process = (args: readonly string[]) =>
  run(globalThis.process.execPath, [...globalThis.process.execArgv, half, ...args]);
