import { signing, upload, type bankid } from '@segl/contracts';
import { HttpPerson, linkTokenOf } from '../../support/http-person.js';
import type { Product } from '../../support/product.js';

/** What the document says; nothing of it may be found in a log. */
export const sentences = [
  'Leietakeren skal lufte den blå hytta hver torsdag før klokken ni.',
  'Nøkkelen ligger under den tredje steinen fra venstre.',
];
/** What the sender writes to the signer. */
export const message = 'Se særlig på punktet om hytta, takk.';

/** Types a text as one person and orders another's signature under it, named by national identity number; the link's token. */
export async function orderTyped(
  product: Product,
  senderSub: string,
  party: { name: string; nationalId: string; email: string },
): Promise<string> {
  const sender = await HttpPerson.create(product, senderSub);
  try {
    await sender.proveAt('/signing/login?returnTo=/');
    const { ticket, uploadUrl } = signing.uploadTicket.parse(
      await sender.postJson('/signing/api/upload-tickets', {}),
    );
    const headers = { Authorization: `Bearer ${ticket}` };
    const typed = await sender.http.post(`${uploadUrl}/intakes/text`, {
      headers,
      data: { title: 'Leie av hytte', format: 'plain', text: sentences.join('\n\n'), language: 'nb' },
    });
    const { id } = upload.intake.parse(await typed.json());
    const deadline = performance.now() + 300_000;
    for (let state = 'checking'; state !== 'ready';) {
      if (performance.now() > deadline) throw new Error(`the typed text is ${state} after five minutes`);
      state = upload.intake.parse(
        await (await sender.http.get(`${uploadUrl}/intakes/${id}`, { headers })).json(),
      ).state;
    }
    const inAWeek = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
    const order = await sender.postJson('/signing/api/orders', {
      title: 'Leie av hytte',
      message,
      intakeId: id,
      party: { ...party, language: 'nb' },
      deadline: inAWeek,
      language: 'nb',
    } satisfies signing.CreateOrderRequest);
    return linkTokenOf(JSON.stringify(order));
  } finally {
    await sender.close();
  }
}

/** A product that remembers the one-time codes that it has shown of these people. */
export function rememberCodes(
  product: Product,
  subs: readonly string[],
): { product: Product; codes: Set<string> } {
  const codes = new Set<string>();
  const people = async (): Promise<bankid.DemoPeople['people']> => {
    const found = await product.people();
    for (const { sub, codeUnit } of found) if (subs.includes(sub)) codes.add(codeUnit.code);
    return found;
  };
  return { product: { ...product, people }, codes };
}
