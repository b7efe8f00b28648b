import { createServer } from 'node:http';
import { createApp } from './app.js';
import { readConfig } from './config.js';
import { ensureRegistered } from './register.js';
import { connectBankId } from './segl/bankid.js';
import { createBankIdOrders } from './segl/bankid-orders.js';
import { createTokens } from './segl/call.js';
import { createSigning } from './segl/signing.js';

const config = readConfig(process.env);
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const credentials = config.credentials ?? (await ensureRegistered(config));
const bankId = await connectBankId(config, credentials);
const tokens = createTokens(bankId.configuration);
const app = createApp(config, {
  bankId,
  orders: createBankIdOrders(config, tokens),
  signing: createSigning(config, tokens),
  tell: (error) => say(`Failed: ${error instanceof Error ? error.message : String(error)}`),
});
const server = createServer(app);
server.listen(config.port, () => {
  say(`Nordlysbanken's online bank (an invented bank, all simulated): ${config.url}`);
  say(`Segl behind it: ${config.seglUrl}. Demo people with their codes: ${config.seglUrl}/demo`);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
