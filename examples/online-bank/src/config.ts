import { z } from 'zod';

const address = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));

const settings = z
  .object({
    SEGL_URL: address.default('http://localhost:3000'),
    ONLINE_BANK_PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
    ONLINE_BANK_URL: address.optional(),
    ONLINE_BANK_CLIENT_ID: z.string().min(1).optional(),
    ONLINE_BANK_CLIENT_SECRET: z.string().min(1).optional(),
  })
  .refine(
    (read) => (read.ONLINE_BANK_CLIENT_ID === undefined) === (read.ONLINE_BANK_CLIENT_SECRET === undefined),
    'ONLINE_BANK_CLIENT_ID and ONLINE_BANK_CLIENT_SECRET go together',
  );

/** Who the bank is to Segl. */
export interface Credentials {
  clientId: string;
  clientSecret: string;
}

/** Settings of the example. */
export interface Config {
  seglUrl: string;
  port: number;
  /** The bank's own address, as browsers see it. */
  url: string;
  /** Undefined: it registers itself by the operator's command. */
  credentials: Credentials | undefined;
}

/** The invented bank that this is: one of the demonstration's. */
export const bank = { id: 'nordlysbanken', name: 'Nordlysbanken', clientName: 'Nordlysbanken nettbank' };

/** Addresses that the operator registers, each compared exactly. */
export const paths = { callback: '/callback', loanReturn: '/loan/return' } as const;

/** Reads the environment once. @throws ZodError */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const read = settings.parse(environment);
  const { ONLINE_BANK_CLIENT_ID: clientId, ONLINE_BANK_CLIENT_SECRET: clientSecret } = read;
  return {
    seglUrl: read.SEGL_URL,
    port: read.ONLINE_BANK_PORT,
    url: read.ONLINE_BANK_URL ?? `http://localhost:${String(read.ONLINE_BANK_PORT)}`,
    credentials:
      clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret },
  };
}
