import { createHash } from 'node:crypto';
import type { upload } from '@segl/contracts';
import { withTransaction, type Intake } from '@segl/database';
import type { Job } from '@segl/platform';
import { resealPassword } from '../document-passwords.js';
import { givenUp, UploadError, type Fault } from '../errors.js';
import { objectKeys, queues, type UploadRoom } from '../room.js';
import { WorkerError } from '../workers/worker-pool.js';
import type { PdfInspection } from './inspect-pdf.js';
import { intakeReport, lockIntake, refuseIntake } from './intake-report.js';

/** What the job is told. */
export interface CheckIntakeJob {
  intakeId: string;
}

interface Checked extends Omit<PdfInspection, 'refusal'> {
  pdfSha256: string;
}

/**
 * Step 1, the checks, as a job: a PDF is inspected, everything else becomes a PDF; then its pages are ordered. May be
 * interrupted anywhere and run again.
 */
export async function checkIntakeJob(room: UploadRoom, job: Job<CheckIntakeJob>): Promise<void> {
  const { prisma } = room.context.database;
  const intake = await prisma.intake.findUnique({ where: { id: job.data.intakeId } });
  if (intake?.state !== 'checking') return;
  try {
    const checked = await check(room, intake);
    room.crashAt('after-file-checked');
    await accept(room, intake, checked);
    room.crashAt('after-intake-accepted');
  } catch (error) {
    const fault = faultOf(room, error, job);
    if (fault === undefined) throw error;
    room.context.logger.info({ intakeId: intake.id, fault: fault.code }, 'an intake was refused');
    const canUnlock = fault.facts['passwordHelps'] === true;
    await withTransaction(prisma, (tx) =>
      canUnlock ? lockIntake(tx, intake.id, fault) : refuseIntake(tx, { id: intake.id }, fault),
    );
  }
}

async function check(room: UploadRoom, intake: Intake): Promise<Checked> {
  return intake.mediaType === 'application/pdf' ? inspect(room, intake) : convert(room, intake);
}

async function inspect(room: UploadRoom, intake: Intake): Promise<Checked> {
  const { store, checks, config } = room;
  const bytes = new Uint8Array(await store.getBytes(objectKeys.pdf(renderingIdOf(intake))));
  const limits = { maxPages: config.maxPages, maxPagePoints: config.maxPagePoints };
  const password = room.passwords.open(intake.sealedPassword, { intakeId: intake.id });
  const { refusal, ...found } = await checks.run(
    'inspectPdf',
    { bytes, limits, password },
    { timeoutSeconds: config.checks.timeoutSeconds, transfer: [bytes.buffer] },
  );
  if (refusal !== undefined) throw UploadError.from(refusal);
  const warnings = [
    ...found.warnings,
    ...(found.signatures > 0 ? await judgeEarlierSignatures(room, intake) : []),
  ];
  return { ...found, warnings, pdfSha256: intake.sha256 };
}

/** A sender should know that a signature in the document is broken before others sign beneath it. */
async function judgeEarlierSignatures(
  { store, checks, config, passwords }: UploadRoom,
  intake: Intake,
): Promise<upload.IntakeWarning[]> {
  const bytes = new Uint8Array(await store.getBytes(objectKeys.pdf(renderingIdOf(intake))));
  const { report } = await checks.run(
    'verify',
    { bytes, trustAnchors: [], password: passwords.open(intake.sealedPassword, { intakeId: intake.id }) },
    { timeoutSeconds: config.checks.timeoutSeconds, transfer: [bytes.buffer] },
  );
  if (report.intact !== false) return [];
  const detail =
    'A signature that is in the PDF already does not hold: the document was changed after it, or it is damaged. Signing does not mend it. Ask for an unbroken copy.';
  return [{ code: 'upload.earlier-signature-broken', detail }];
}

async function convert({ store, checks, config }: UploadRoom, intake: Intake): Promise<Checked> {
  const { mediaType, createdAt } = intake;
  const bytes = new Uint8Array(await store.getBytes(objectKeys.original(intake.id)));
  const { conversion } = intakeReport.parse(intake.report);
  const options = { timeoutSeconds: config.checks.timeoutSeconds, transfer: [bytes.buffer] };
  const { pdf, pageCount, warnings } =
    mediaType === 'image/png' || mediaType === 'image/jpeg'
      ? await checks.run(
          'convertImage',
          { bytes, mediaType, createdAt, maxPixels: maxPicturePixels, ...conversion },
          options,
        )
      : await checks.run(
          'convertText',
          {
            bytes,
            format: mediaType === 'text/markdown' ? 'markdown' : 'plain',
            createdAt,
            maxPages: config.maxPages,
            ...conversion,
          },
          options,
        );
  await store.put(objectKeys.pdf(renderingIdOf(intake)), pdf, { contentType: 'application/pdf' });
  const pdfSha256 = createHash('sha256').update(pdf).digest('hex');
  return {
    pdfSha256,
    pageCount,
    warnings,
    activeContent: [],
    held: false,
    signatures: 0,
    opensWithoutPassword: true,
  };
}

/** The largest phone cameras take 200 million pixels; decoding more than this costs too much memory. */
const maxPicturePixels = 100_000_000;

async function accept(room: UploadRoom, intake: Intake, checked: Checked): Promise<void> {
  const { pdfSha256, pageCount, activeContent, held, warnings, signatures, opensWithoutPassword } = checked;
  const { prisma } = room.context.database;
  const renderingId = renderingIdOf(intake);
  const report = {
    ...intakeReport.parse(intake.report),
    activeContent,
    warnings: warnings.map((warning) => ({ ...warning })),
    signatures,
    opensWithoutPassword,
  };
  await withTransaction(prisma, async (tx) => {
    const { count } = await tx.intake.updateMany({
      where: { id: intake.id, state: 'checking' },
      data: { state: held ? 'held' : 'ready', pdfSha256, pageCount: pageCount ?? null, report },
    });
    if (count === 0) return; // another delivery of this job was faster
    await tx.rendering.create({
      data: {
        id: renderingId,
        pdfSha256,
        state: 'queued',
        pageCount: pageCount ?? null,
        sealedPassword: resealPassword(room.passwords, intake, renderingId),
      },
    });
    await room.context.jobs.send(queues.render, { renderingId }, { tx });
  });
}

function renderingIdOf({ renderingId }: Intake): string {
  if (renderingId === null) throw new TypeError('an intake was stored without the id of its rendering');
  return renderingId;
}

/** What the sender's file is to blame for; undefined when the job should be tried again. */
function faultOf(room: UploadRoom, error: unknown, job: Job<CheckIntakeJob>): Fault | undefined {
  if (error instanceof UploadError) return error.toFault();
  const timedOut = error instanceof WorkerError && error.code === 'worker.timed-out';
  const crashed = error instanceof WorkerError && error.code === 'worker.crashed';
  // Once may have been a busy machine.
  if ((timedOut || crashed) && job.attempt > 1) {
    return {
      code: 'upload.malformed',
      detail: timedOut
        ? 'The file could not be checked in reasonable time. Open it in another program, save it anew as PDF and try again.'
        : 'The file could not be checked. Open it in another program, save it anew as PDF and try again.',
      facts: {},
    };
  }
  if (job.retriesLeft > 0) return undefined;
  room.context.logger.error(
    { err: error, intakeId: job.data.intakeId },
    'the checks of an intake were given up',
  );
  return givenUp;
}
