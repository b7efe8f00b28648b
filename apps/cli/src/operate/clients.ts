import type { Command } from 'commander';
import { UsageError } from '../usage-error.js';

interface AddOptions {
  name: string;
  redirect: string[];
  logout?: string[];
  nationalId?: true;
  authentication: string;
  jwks?: string;
  par?: true;
  bank?: string;
  orders?: true;
  return?: string[];
}

const collect = (value: string, before: string[] = []): string[] => [...before, value];

export function addClientsCommand(program: Command): void {
  const clients = program
    .command('clients')
    .description('Callers of BankID by OpenID Connect: register, list, remove. Asks the Segl that runs');
  clients
    .command('add')
    .description('Register a caller; its secret is shown once')
    .requiredOption('--name <name>', 'as the dialog shows it to people')
    .requiredOption('--redirect <address>', 'where answers go, compared exactly; may be repeated', collect)
    .option('--logout <address>', 'where people may go after log-out; may be repeated', collect)
    .option('--national-id', 'may ask for the national identity number (scope nnin_altsub)')
    .option(
      '--authentication <method>',
      'client_secret_basic, client_secret_post, private_key_jwt or none (public client)',
      'client_secret_basic',
    )
    .option('--jwks <file>', 'public keys (JWK set) for private_key_jwt')
    .option('--par', 'its requests must be pushed (PAR)')
    .option('--bank <id>', 'belongs to this bank: may order BankIDs for its customers (scope bankid:order)')
    .option('--orders', 'may send documents to signing (scope signing:orders)')
    .option('--return <address>', 'where signers may go back to; may be repeated, with --orders', collect)
    .action(async (options: AddOptions) => {
      const registration = await readRegistration(options);
      const { addClient } = await import('./ask-bankid.js');
      const { client, secret } = await addClient(registration);
      console.log(`Client id: ${client.id}`);
      if (secret !== null) {
        console.log(`Secret:    ${secret}`);
        console.log('The secret is shown this once: only its hash is kept.');
      }
    });
  clients
    .command('list')
    .description('List them, oldest first')
    .action(async () => {
      const { listClients } = await import('./ask-bankid.js');
      const registered = await listClients();
      if (registered.length === 0) console.log('None is registered.');
      for (const { id, name, scopes, redirectUris, bank } of registered) {
        const whose = bank === undefined ? '' : `  bank ${bank}`;
        console.log(`${id}  ${name}  [${scopes.join(' ')}]${whose}  ${redirectUris.join(' ')}`);
      }
    });
  clients
    .command('remove')
    .description('Remove one: it is not known from now on')
    .argument('<id>', 'as `segl clients list` shows it')
    .action(async (id: string) => {
      const { removeClient } = await import('./ask-bankid.js');
      await removeClient(id);
      console.log(`Removed ${id}.`);
    });
}

/** @throws UsageError in words, when something is not as it must be */
async function readRegistration(options: AddOptions) {
  const { oidcClients } = await import('@segl/contracts');
  if (options.return !== undefined && options.orders !== true) {
    throw new UsageError('--return goes with --orders: only who sends documents has signers to get back.');
  }
  const parsed = oidcClients.clientRegistration.safeParse({
    name: options.name,
    redirectUris: options.redirect,
    postLogoutRedirectUris: options.logout ?? [],
    scopes: ['openid', 'profile', ...(options.nationalId === true ? ['nnin_altsub'] : [])],
    authentication: options.authentication,
    ...(options.jwks === undefined ? {} : { jwks: await readJson(options.jwks) }),
    requests: options.par === true ? 'pushed' : 'any',
    ...(options.bank === undefined ? {} : { bank: options.bank }),
    ...(options.orders === true ? { signingOrders: { returnUrls: options.return ?? [] } } : {}),
  });
  if (parsed.success) return parsed.data;
  throw new UsageError(
    parsed.error.issues
      .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
      .join('\n'),
  );
}

async function readJson(file: string): Promise<unknown> {
  const { readFile } = await import('node:fs/promises');
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file} cannot be read as JSON: ${error instanceof Error ? error.message : ''}`);
  }
}
