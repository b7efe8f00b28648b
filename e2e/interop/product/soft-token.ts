import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from './court.js';

const libraries = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
];

/** A token of SoftHSM in which the vault of a running Segl makes its keys. */
export interface SoftToken {
  pin: string;
  /** Settings of the Segl that is to use it. */
  env: Record<string, string>;
  /** What another program is told of the private keys in it: identifier and access flags. */
  privateKeys(): { id: string; access: string }[];
}

/**
 * @param folder where the token is to be
 * @param packages a folder in which pkcs11js was installed
 */
export function makeSoftToken(folder: string, packages: string): SoftToken {
  const library = libraries.find((candidate) => existsSync(candidate));
  if (library === undefined) throw new Error('SoftHSM2 is not installed (apt-get install softhsm2 opensc)');
  const at = (name: string): string => path.join(folder, name);
  mkdirSync(at('tokens'), { recursive: true });
  writeFileSync(
    at('softhsm2.conf'),
    `directories.tokendir = ${at('tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  const pin = '60718293';
  writeFileSync(at('pin'), `${pin}\n`, { mode: 0o600 });
  // Where a program looks for the package; an operator installs it beside Segl.
  const hook = `export const resolve = (name, context, next) => name === 'pkcs11js'
    ? next(${JSON.stringify(pathToFileURL(path.join(packages, 'node_modules/pkcs11js/index.js')).href)}, context)
    : next(name, context);`;
  const source = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`;
  writeFileSync(
    at('pkcs11js.mjs'),
    `import { register } from 'node:module';\nregister(${JSON.stringify(source(hook))});\n`,
  );
  const configuration = { SOFTHSM2_CONF: at('softhsm2.conf') };
  const env = { ...process.env, ...configuration };
  execFileSync(
    'softhsm2-util',
    ['--init-token', '--free', '--label', 'Segl vault', '--pin', pin, '--so-pin', '87654321'],
    { env },
  );
  return {
    pin,
    env: {
      ...configuration,
      NODE_OPTIONS: `--import ${pathToFileURL(at('pkcs11js.mjs')).href}`,
      VAULT_PKCS11_LIBRARY: library,
      VAULT_PKCS11_TOKEN: 'Segl vault',
      VAULT_PKCS11_PIN_FILE: at('pin'),
    },
    privateKeys() {
      const { status, output } = run(
        'pkcs11-tool',
        [
          ...['--module', library, '--token-label', 'Segl vault', '--login', '--pin', pin],
          ...['--list-objects', '--type', 'privkey'],
        ],
        env,
      );
      if (status !== 0) throw new Error(`pkcs11-tool: ${output}`);
      return output
        .split('Private Key Object')
        .slice(1)
        .map((text) => ({
          id: /ID:\s*([0-9a-f]+)/.exec(text)?.[1] ?? '',
          access: /Access:\s*(.+)/.exec(text)?.[1] ?? '',
        }));
    },
  };
}
