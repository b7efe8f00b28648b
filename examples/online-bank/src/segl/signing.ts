import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { paths, type Config } from '../config.js';
import type { Person } from './bankid.js';
import { ask, SeglError, type Tokens } from './call.js';

const order = z.object({
  id: z.uuid(),
  state: z.enum(['preparing', 'open', 'completed', 'cancelled', 'expired', 'failed']),
  deadlineAt: z.iso.datetime(),
  parties: z
    .array(z.object({ link: z.url(), state: z.string(), signedAt: z.iso.datetime().nullable() }))
    .min(1),
});
/** A document on its way to be signed, as its sender sees it. */
export type SignOrder = z.infer<typeof order>;

const ticket = z.object({ ticket: z.string(), uploadUrl: z.url() });
const intake = z.object({ id: z.uuid(), state: z.string() });

/** A document for one signer. */
export interface Sending {
  title: string;
  fileName: string;
  pdf: Uint8Array;
  signer: Pick<Person, 'name' | 'birthDate'>;
  language: 'nb' | 'nn' | 'en';
  /** YYYY-MM-DD */
  deadline: string;
}

/** Signing at Segl, in the bank's own name. */
export interface Signing {
  /** Hands in the document and orders its signing; the signer comes back to this bank afterwards. */
  send(sending: Sending): Promise<SignOrder>;
  read(orderId: string): Promise<SignOrder>;
  cancel(orderId: string): Promise<SignOrder>;
  /** What the bank as sender gets once it is signed. */
  file(orderId: string, name: 'signed.pdf' | 'receipt.pdf'): Promise<Uint8Array>;
}

const checkEveryMilliseconds = 200;
const longestCheckMilliseconds = 60_000;

/** Signing by the HTTP interface for registered clients. */
export function createSigning({ seglUrl, url }: Config, tokens: Tokens): Signing {
  const resource = `${seglUrl}/signing`;
  const call = async (path: string, json?: object): Promise<Response> => {
    const token = await tokens({ scope: 'signing:orders', resource });
    return ask(`${resource}/client${path}`, token, json === undefined ? undefined : { json });
  };

  /** The checks of a short document take a moment. */
  const handIn = async ({ pdf, fileName }: Sending): Promise<string> => {
    const { ticket: bearer, uploadUrl } = ticket.parse(await (await call('/upload-tickets', {})).json());
    const form = new FormData();
    form.append('file', new Blob([Uint8Array.from(pdf)], { type: 'application/pdf' }), fileName);
    let read = intake.parse(await (await ask(`${uploadUrl}/intakes`, bearer, { form })).json());
    const endsAt = performance.now() + longestCheckMilliseconds;
    while (read.state === 'checking') {
      if (performance.now() > endsAt) throw new SeglError('upload.intake-not-ready', 504);
      await delay(checkEveryMilliseconds);
      read = intake.parse(await (await ask(`${uploadUrl}/intakes/${read.id}`, bearer)).json());
    }
    return read.id;
  };

  return {
    async send(sending) {
      const { title, signer, language, deadline } = sending;
      const answer = await call('/orders', {
        title,
        documentKind: 'agreement',
        intakeId: await handIn(sending),
        // An address where nobody reads: the customer is here, and goes straight to the document.
        party: {
          name: signer.name,
          birthDate: signer.birthDate,
          email: 'kunde@nordlysbanken.example',
          language,
        },
        deadline,
        language,
        returnUrl: `${url}${paths.loanReturn}`,
      });
      return order.parse(await answer.json());
    },
    read: async (id) => order.parse(await (await call(`/orders/${id}`)).json()),
    cancel: async (id) => order.parse(await (await call(`/orders/${id}/cancel`, {})).json()),
    file: async (id, name) => new Uint8Array(await (await call(`/orders/${id}/${name}`)).arrayBuffer()),
  };
}
