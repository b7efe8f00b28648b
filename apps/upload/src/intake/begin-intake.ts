import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { Language } from '@segl/contracts';
import { withTransaction, type Intake } from '@segl/database';
import { objectKeys, queues, type UploadRoom } from '../room.js';
import { requireNoControls } from '../convert/decode-text.js';
import { detectType, type AcceptedType } from './detect-type.js';
import type { IntakeReport } from './intake-report.js';
import { cleanFileName, type ReceivedFile } from './receive-file.js';

/** In whose name something comes in. */
export interface Sender {
  ownerId: string;
  language: Language;
}

/** Step 1 for a file: says what it is, stores it, and orders the checks. @throws UploadError as `detectType` */
export async function beginFileIntake(room: UploadRoom, file: ReceivedFile, sender: Sender): Promise<Intake> {
  room.crashAt('after-file-received');
  const mediaType = await detectType(file.path, file.fileName);
  const title = path.basename(file.fileName, path.extname(file.fileName)) || file.fileName;
  return begin(room, sender, {
    mediaType,
    fileName: file.fileName,
    sizeBytes: file.sizeBytes,
    sha256: file.sha256,
    content: () => createReadStream(file.path),
    conversion: { title, titleIs: 'file-name', language: sender.language },
  });
}

/** A text typed in the page. */
export interface TypedText {
  title: string;
  format: 'plain' | 'markdown';
  text: string;
}

/** Step 1 for a typed text. @throws UploadError `upload.text-invalid` */
export async function beginTextIntake(room: UploadRoom, typed: TypedText, sender: Sender): Promise<Intake> {
  requireNoControls(typed.text.replaceAll('\r', ''));
  const bytes = Buffer.from(typed.text, 'utf8');
  const [mediaType, extension] =
    typed.format === 'markdown' ? (['text/markdown', '.md'] as const) : (['text/plain', '.txt'] as const);
  return begin(room, sender, {
    mediaType,
    fileName: `${cleanFileName(typed.title)}${extension}`,
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    content: () => bytes,
    conversion: { title: typed.title, titleIs: 'typed', language: sender.language },
  });
}

interface Incoming {
  mediaType: AcceptedType;
  fileName: string;
  sizeBytes: number;
  sha256: string;
  content(): Readable | Uint8Array;
  conversion: IntakeReport['conversion'];
}

async function begin(room: UploadRoom, { ownerId }: Sender, incoming: Incoming): Promise<Intake> {
  const { context, store } = room;
  const { mediaType, fileName, sizeBytes, sha256, conversion } = incoming;
  const id = randomUUID();
  const renderingId = randomUUID();
  // A PDF lies at once where its rendering reads it; everything else is converted to there.
  const key = mediaType === 'application/pdf' ? objectKeys.pdf(renderingId) : objectKeys.original(id);
  const report: Pick<IntakeReport, 'conversion'> = { conversion };
  await store.put(key, incoming.content(), { contentType: mediaType });
  room.crashAt('after-file-stored');
  try {
    const recorded = await withTransaction(context.database.prisma, async (tx) => {
      const intake = await tx.intake.create({
        data: {
          id,
          ownerId,
          state: 'checking',
          fileName,
          mediaType,
          sizeBytes,
          sha256,
          renderingId,
          report,
          createdAt: context.clock.now(),
        },
      });
      await context.jobs.send(queues.checkIntake, { intakeId: id }, { tx });
      return intake;
    });
    room.crashAt('after-intake-recorded');
    return recorded;
  } catch (error) {
    await store.delete(key);
    throw error;
  }
}
