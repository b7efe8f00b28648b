import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openTestPostgres } from '@segl/testkit';
import { Installation, type Running } from './installation.js';
import { ask } from './ask.js';
import type { Ledger } from './ledger.js';
import { checkSignedOnce, findSigner, signSample } from './signer.js';

/** `-- --https`, on this machine's own name. */
export async function overHttps(ledger: Ledger): Promise<void> {
  const home = await Installation.create();
  try {
    const running = await home.start({ args: ['--https'] });
    await checkHttps(ledger, running, 'over https');
    const withoutTrust = await ask(`${running.url}/health`).then(
      ({ status }) => `answered ${String(status)}`,
      (error: unknown) => String(error),
    );
    const what = 'over https: nobody believes the local certificate unasked';
    ledger.check(what, withoutTrust.includes('self-signed'), withoutTrust);
    const mode = readdirSync(path.join(home.dataDir, 'tls'));
    ledger.check('over https: key and certificate are kept', mode.length === 2, mode.join(' '));
    await running.stop();
  } finally {
    await home.discard();
  }
}

/** As the README tells whoever wants to open it from a phone: by the machine's address on the network. */
export async function fromAPhone(ledger: Ledger): Promise<void> {
  const address = Object.values(os.networkInterfaces())
    .flatMap((found) => found ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
  if (address === undefined) {
    ledger.leftOut('from a phone', 'this machine has no address on a network');
    return;
  }
  const home = await Installation.create();
  try {
    const url = `https://${address}:${String(home.port)}`;
    const running = await home.start({ args: ['--https'], env: { BASE_URL: url } });
    const told = running.terminal.output.includes(`Segl is ready at ${url} `);
    ledger.check('from a phone: the address to open is told', told, running.terminal.output);
    await checkHttps(ledger, running, 'from a phone');
    await running.stop();
  } finally {
    await home.discard();
  }
}

async function checkHttps(ledger: Ledger, running: Running, how: string): Promise<void> {
  const sub = await findSigner(running);
  const token = await signSample(running, sub);
  await checkSignedOnce(ledger, `${how}: a document is signed`, { product: running, sub, token });
  const cookies = await cookiesOfALogIn(running);
  const careless = cookies.filter((cookie) => !/;\s*secure/i.test(cookie));
  const what = `${how}: cookies are Secure`;
  ledger.check(what, cookies.length > 0 && careless.length === 0, careless.join('\n'));
}

/** Everything that is set on the way to the BankID dialog, as servers say it. */
async function cookiesOfALogIn({ url, ask: askHere }: Running): Promise<string[]> {
  const cookies: string[] = [];
  let next: string | undefined = '/signing/login?returnTo=/documents';
  for (let hop = 0; next !== undefined && hop < 10; hop += 1) {
    const answer = await askHere(next);
    cookies.push(...answer.cookies);
    next = answer.location === undefined ? undefined : pathOf(new URL(answer.location, url + next));
  }
  return cookies;
}

const pathOf = ({ pathname, search }: URL): string => pathname + search;

/** The whole product on PostgreSQL. */
export async function onPostgres(ledger: Ledger): Promise<void> {
  const server = await openTestPostgres();
  if ('reason' in server) {
    ledger.leftOut('on PostgreSQL', server.reason);
    return;
  }
  const home = await Installation.create();
  try {
    const env = { DATABASE_URL: await server.createDatabase() };
    let running = await home.start({ env });
    const sub = await findSigner(running);
    const token = await signSample(running, sub);
    await running.stop();
    const kept = readFileSync(path.join(home.dataDir, 'keys/vault-master.key')).toString('hex');

    const { code, output } = await home.refused({ by: 'node', args: ['--reset-demo'], env });
    const refused = code === 1 && output.includes('Nothing was removed');
    ledger.check('on PostgreSQL: --reset-demo is refused', refused, output);

    running = await home.start({ env });
    const what = 'on PostgreSQL: what was signed is there after a second start';
    await checkSignedOnce(ledger, what, { product: running, sub, token });
    await running.stop();
    const same = readFileSync(path.join(home.dataDir, 'keys/vault-master.key')).toString('hex') === kept;
    const embedded = existsSync(path.join(home.dataDir, 'db'));
    ledger.check('on PostgreSQL: keys are kept, and no embedded database is made', same && !embedded);
    const { password } = new URL(env.DATABASE_URL);
    ledger.check('on PostgreSQL: its password is not told', !running.terminal.output.includes(password));
  } finally {
    await home.discard();
    await server.stop();
  }
}

/** `--reset-demo` on a folder that only looks alike. */
export async function notOurFolder(ledger: Ledger): Promise<void> {
  const home = await Installation.create();
  try {
    mkdirSync(path.join(home.dataDir, 'db'), { recursive: true });
    writeFileSync(path.join(home.dataDir, 'db/schema.sql'), 'precious');
    const { code, output } = await home.refused({ by: 'node', args: ['--reset-demo'] });
    const kept = readFileSync(path.join(home.dataDir, 'db/schema.sql'), 'utf8') === 'precious';
    const good = code === 1 && kept && output.includes('does not look like a data folder of Segl');
    ledger.check('--reset-demo on a folder that is not Segl’s is refused', good, output);
  } finally {
    await home.discard();
  }
}
