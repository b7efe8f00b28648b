import type { Intake } from '@segl/database';
import type { UploadRoom } from '../room.js';
import { UploadError } from '../errors.js';

/**
 * The sender keeps active content knowingly: a held intake becomes ready. Doing so again changes nothing.
 * @throws UploadError `upload.intake-not-ready` when the file is not held
 */
export async function keepActiveContent(room: UploadRoom, intake: Intake): Promise<Intake> {
  const { prisma } = room.context.database;
  await prisma.intake.updateMany({
    where: { id: intake.id, state: 'held' },
    data: { state: 'ready', keepActiveContent: true },
  });
  const now = await prisma.intake.findUniqueOrThrow({ where: { id: intake.id } });
  if (now.state === 'ready' && now.keepActiveContent) return now;
  throw new UploadError('upload.intake-not-ready', 'There is nothing to decide about this file.', {
    facts: { state: now.state },
  });
}
