import { oidcClients } from '@segl/contracts';
import {
  answerError,
  createServiceClient,
  loadServiceKeys,
  PlatformError,
  ServiceAnswerError,
  systemClock,
  type ServiceClient,
} from '@segl/platform';
import { readStartConfig } from '../start/config.js';

const purpose = oidcClients.clientsPurpose;

/** The running BankID room, asked with its own service key: who holds that key is the operator. */
async function bankidClient(): Promise<ServiceClient> {
  const config = readStartConfig(process.env, { https: false });
  const serviceKeys = await loadServiceKeys({ dataDir: config.dataDir, env: process.env });
  return createServiceClient(
    { service: 'bankid', serviceKeys, clock: systemClock, urls: config.urls },
    'bankid',
  );
}

/** Says what to do where nobody answers, or another Segl does. */
async function ask<Answer>(work: (client: ServiceClient) => Promise<Answer>): Promise<Answer> {
  try {
    return await work(await bankidClient());
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'platform.service-unreachable') {
      throw new Error('Segl does not answer: start it, and set BASE_URL or PORT as for `segl start`.', {
        cause: error,
      });
    }
    if (error instanceof ServiceAnswerError && error.status === 401) {
      throw new Error('Segl does not know this data folder (DATA_DIR): its keys are others.', {
        cause: error,
      });
    }
    if (error instanceof ServiceAnswerError && error.status === 404) {
      throw new Error('There is no such client. `segl clients list` shows those there are.', {
        cause: error,
      });
    }
    throw error;
  }
}

/** Registers a caller of BankID. */
export const addClient = (registration: oidcClients.ClientRegistration) =>
  ask((client) =>
    client.json('/clients', {
      method: 'POST',
      purpose,
      json: registration,
      schema: oidcClients.registrationAnswer,
    }),
  );

/** Callers that are registered. */
export const listClients = () =>
  ask(async (client) => {
    const { clients } = await client.json('/clients', { purpose, schema: oidcClients.registeredClients });
    return clients;
  });

/** Removes a caller. */
export const removeClient = (id: string) =>
  ask(async (client) => {
    const path = `/clients/${encodeURIComponent(id)}/removal` as const;
    const response = await client.fetch(path, { method: 'POST', purpose });
    if (response.status === 400) throw new Error('That is no id of a client.');
    if (!response.ok) throw await answerError('bankid', response);
  });
