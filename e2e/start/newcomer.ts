import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Installation, root } from './installation.js';
import type { Ledger } from './ledger.js';
import { checkSignedOnce, findSigner, signSample } from './signer.js';

/** A clean clone of what is committed here, and `npm start` in it with nothing set but the port: real clock, real cost. */
export async function asANewcomer(ledger: Ledger): Promise<void> {
  if (!existsSync(path.join(root, '.git'))) {
    ledger.leftOut('a clean clone', 'this is no git checkout');
    return;
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), 'segl-clone-'));
  const checkout = path.join(folder, 'segl');
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, checkout]);
  const home = await Installation.ofNewcomer(folder, checkout);
  try {
    const running = await home.start({}, { withinSeconds: 900 });
    ledger.check(
      `a clean clone: npm start installs, builds and runs (${(running.milliseconds / 1000).toFixed(0)} s)`,
      running.terminal.output.includes(`State is kept in ${home.dataDir}`),
      running.terminal.output,
    );
    const sub = await findSigner(running);
    const began = performance.now();
    const token = await signSample(running, sub);
    const took = ((performance.now() - began) / 1000).toFixed(0);
    await checkSignedOnce(
      ledger,
      `a clean clone: a document is signed (${took} s, most of it for the next code)`,
      { product: running, sub, token },
    );
    await running.stop();
    const changed = execFileSync('git', ['status', '--porcelain'], { cwd: checkout, encoding: 'utf8' });
    ledger.check('a clean clone: nothing in it counts as changed', changed === '', changed);
  } finally {
    await home.discard();
  }
}
