import { upload, type Language } from '@segl/contracts';
import {
  answerError,
  issueTicket,
  outboundFetch,
  ProblemError,
  ServiceAnswerError,
  type ServiceClient,
} from '@segl/platform';
import type { z } from 'zod';
import type { SigningContext } from './signing-room.js';

/** The owner of intakes that signing itself makes (demo orders). */
export const demoOwner = 'service:signing';

/**
 * What has become of a file that `owner` uploaded. Asked with a ticket in the owner's name, so that upload itself says
 * whose file it is.
 *
 * @throws ProblemError `upload.intake-not-found`
 */
export async function fetchIntake(
  context: SigningContext,
  { owner, intakeId }: { owner: string; intakeId: string },
): Promise<upload.Intake> {
  return asProblem(() => callWithTicket(context, { owner, path: `/intakes/${intakeId}`, method: 'GET' }));
}

/** An intake of a sample document, owned by {@link demoOwner}. */
export async function makeSampleIntake(
  context: SigningContext,
  sample: { sample: upload.SampleDocument; language: Language },
): Promise<upload.Intake> {
  return callWithTicket(context, {
    owner: demoOwner,
    path: '/intakes/sample',
    method: 'POST',
    body: JSON.stringify(sample),
  });
}

async function callWithTicket(
  context: SigningContext,
  call: { owner: string; path: `/${string}`; method: 'GET' | 'POST'; body?: string },
): Promise<upload.Intake> {
  const ticket = await issueTicket(context, {
    audience: 'upload',
    purpose: upload.uploadTicketPurpose,
    subject: call.owner,
    lifetimeSeconds: 60,
  });
  const response = await outboundFetch('upload', `${context.urls.upload}${call.path}`, {
    method: call.method,
    headers: {
      authorization: `Bearer ${ticket}`,
      accept: 'application/json',
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(call.body === undefined ? {} : { body: call.body }),
    redirect: 'error',
    signal: AbortSignal.timeout(60_000),
  });
  if (!response.ok) throw await answerError('upload', response);
  return upload.intake.parse(await response.json());
}

/** The PDF of an intake, whole. @throws ServiceAnswerError */
export async function fetchIntakePdf(client: ServiceClient, intakeId: string): Promise<Uint8Array> {
  const response = await client.fetch(`/intakes/${intakeId}/pdf`, {
    purpose: upload.uploadPurposes.readIntake,
    timeoutSeconds: 120,
  });
  if (!response.ok) throw await answerError('upload', response);
  return new Uint8Array(await response.arrayBuffer());
}

/** The password that the sender gave with an intake, and whether the file opens without. @throws ServiceAnswerError */
export async function fetchIntakePassword(
  client: ServiceClient,
  intakeId: string,
): Promise<z.infer<typeof upload.intakePassword>> {
  return client.json(`/intakes/${intakeId}/password`, {
    purpose: upload.uploadPurposes.readIntake,
    schema: upload.intakePassword,
  });
}

/** The text of a page that is drawn, in reading order. @throws ServiceAnswerError */
export async function fetchPageText(
  client: ServiceClient,
  page: { intakeId: string; pageNumber: number } | { renderingId: string; pageNumber: number },
): Promise<string> {
  const [path, purpose] =
    'intakeId' in page
      ? [`/intakes/${page.intakeId}` as const, upload.uploadPurposes.readIntake]
      : [`/renderings/${page.renderingId}` as const, upload.uploadPurposes.showPages];
  const { runs } = await client.json(`${path}/pages/${page.pageNumber}/text`, {
    purpose,
    schema: upload.pageText,
  });
  return runs.map(({ text }) => text).join('\n');
}

/** Asks for a rendering of a prepared revision; asking again for the same one changes nothing. @throws ServiceAnswerError */
export async function requestRendering(
  client: ServiceClient,
  rendering: { id: string; pdf: Uint8Array<ArrayBuffer>; sha256: string; intakeId: string },
): Promise<void> {
  const response = await client.fetch(`/renderings/${rendering.id}`, {
    method: 'PUT',
    purpose: upload.uploadPurposes.render,
    headers: {
      'content-type': 'application/pdf',
      'x-segl-sha256': rendering.sha256,
      'x-segl-intake': rendering.intakeId, // whose password opens it
    },
    body: rendering.pdf,
    timeoutSeconds: 120,
  });
  if (!response.ok) throw await answerError('upload', response);
  await response.body?.cancel();
}

/**
 * Has the signatures of a PDF judged.
 * @throws ProblemError `upload.unreadable`; ServiceAnswerError
 */
export async function verifyPdf(
  client: ServiceClient,
  document: { pdf: Uint8Array<ArrayBuffer>; fileName: string; password?: string },
): Promise<upload.Verification> {
  const body = new FormData();
  if (document.password !== undefined) body.append('password', document.password);
  body.append('file', new Blob([document.pdf], { type: 'application/pdf' }), document.fileName);
  return asProblem(async () => {
    const response = await client.fetch('/verifications', {
      method: 'POST',
      purpose: upload.uploadPurposes.verify,
      body,
      timeoutSeconds: 120,
    });
    if (!response.ok) throw await answerError('upload', response);
    return upload.verification.parse(await response.json());
  });
}

/** How far a rendering has come. @throws ServiceAnswerError */
export async function fetchRendering(client: ServiceClient, renderingId: string): Promise<upload.Rendering> {
  return client.json(`/renderings/${renderingId}`, {
    purpose: upload.uploadPurposes.render,
    schema: upload.rendering,
  });
}

/** One part of a rendered page. @throws ServiceAnswerError */
export async function fetchRenderedPage(
  client: ServiceClient,
  path: `/renderings/${string}`,
): Promise<Response> {
  const response = await client.fetch(path, { purpose: upload.uploadPurposes.showPages });
  if (!response.ok) throw await answerError('upload', response);
  return response;
}

/** Passes a refusal of upload on to the caller with its own code, where people can do something about it. */
export async function asProblem<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw uploadProblemOf(error) ?? error;
  }
}

const passedOn = new Set([
  'upload.intake-not-found',
  'upload.intake-not-ready',
  'upload.rendering-not-found',
  'upload.page-not-ready',
  'upload.page-not-found',
  'upload.unreadable',
  'platform.rate-limited',
]);

function uploadProblemOf(error: unknown): ProblemError | undefined {
  if (!(error instanceof ServiceAnswerError) || error.code === undefined || !passedOn.has(error.code)) {
    return undefined;
  }
  const { retryAfter } = error;
  return new ProblemError(error.code as 'upload.intake-not-found', {
    cause: error,
    ...(retryAfter === undefined ? {} : { headers: { 'Retry-After': retryAfter } }),
  });
}
