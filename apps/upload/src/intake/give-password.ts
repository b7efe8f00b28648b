import { withTransaction, type Intake } from '@segl/database';
import { UploadError } from '../errors.js';
import { queues, type UploadRoom } from '../room.js';
import { intakeReport } from './intake-report.js';

/**
 * The sender gives the password of a locked file, which is then checked anew. A wrong one locks it again.
 * @throws UploadError `upload.intake-not-ready` when the file is not locked
 */
export async function givePassword(room: UploadRoom, intake: Intake, password: string): Promise<Intake> {
  const { context, passwords } = room;
  const report = { ...intakeReport.parse(intake.report), refusal: null };
  return withTransaction(context.database.prisma, async (tx) => {
    const { count } = await tx.intake.updateMany({
      where: { id: intake.id, state: 'locked' },
      data: {
        state: 'checking',
        sealedPassword: passwords.seal(password, { intakeId: intake.id }),
        report,
      },
    });
    if (count === 0) {
      throw new UploadError('upload.intake-not-ready', 'This file waits for no password.', {
        facts: { state: intake.state },
      });
    }
    await context.jobs.send(queues.checkIntake, { intakeId: intake.id }, { tx });
    return tx.intake.findUniqueOrThrow({ where: { id: intake.id } });
  });
}
