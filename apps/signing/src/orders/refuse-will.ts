import { signing, type upload } from '@segl/contracts';
import { pagesLookedAtForWill, willRefusal, type DocumentKind } from '@segl/domain';
import { ProblemError, type ServiceClient } from '@segl/platform';
import type { SigningRoom } from '../signing-room.js';
import { asProblem, fetchPageText } from '../upload-room.js';

type WillAnswer = 'not-a-will' | null;
const problemOf = {
  will: 'signing.will-not-signable',
  'looks-like-will': 'signing.looks-like-will',
} as const;

/**
 * A will cannot be signed here. Looks at the pages of the file that are drawn by now; {@link findWill} looks again when
 * all are, so that a quick sender is asked too.
 *
 * @throws ProblemError `signing.will-not-signable`, `signing.looks-like-will`
 */
export async function refuseWill(
  { clients }: Pick<SigningRoom, 'clients'>,
  order: { intake: upload.Intake; kind: DocumentKind; title: string; willAnswer: WillAnswer },
): Promise<void> {
  const { intake, kind, title, willAnswer } = order;
  const pages = { intakeId: intake.id, pageCount: intake.pagesRendered };
  const needsText = kind !== 'will' && willAnswer === null;
  const text = needsText ? await readBeginning(clients.upload, pages) : '';
  const refusal = willRefusal({ kind, text: `${title}\n${text}`, answer: willAnswer ?? 'not-asked' });
  if (refusal !== undefined) throw new ProblemError(problemOf[refusal]);
}

/** The same for the pages that people would be shown, before anybody is invited: the code that the order fails with. */
export async function findWill(
  { clients }: Pick<SigningRoom, 'clients'>,
  document: {
    renderingId: string;
    pageCount: number;
    order: { title: string; documentKind: string; willAnswer: string | null };
  },
): Promise<(typeof problemOf)[keyof typeof problemOf] | undefined> {
  const { order, ...pages } = document;
  if (order.willAnswer !== null) return undefined;
  const text = await readBeginning(clients.upload, pages);
  const kind = signing.documentKind.parse(order.documentKind);
  const refusal = willRefusal({ kind, text: `${order.title}\n${text}`, answer: 'not-asked' });
  return refusal === undefined ? undefined : problemOf[refusal];
}

async function readBeginning(
  client: ServiceClient,
  { pageCount, ...document }: { pageCount: number } & ({ intakeId: string } | { renderingId: string }),
): Promise<string> {
  const count = Math.min(pageCount, pagesLookedAtForWill);
  const texts: string[] = [];
  for (let pageNumber = 1; pageNumber <= count; pageNumber += 1) {
    texts.push(await asProblem(() => fetchPageText(client, { ...document, pageNumber })));
  }
  return texts.join('\n');
}
