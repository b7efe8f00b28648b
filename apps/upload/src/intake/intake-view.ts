import { upload } from '@segl/contracts';
import type { Intake } from '@segl/database';
import type { UploadRoom } from '../room.js';
import { toProblem, UploadError } from '../errors.js';
import { intakeReport } from './intake-report.js';

/** Whose intake it must be: a person (their `sub`), or anybody's when signing asks for itself. */
export interface IntakeAccess {
  ownerId: string | 'any';
}

/** Finds an intake that the caller may see. @throws UploadError `upload.intake-not-found` */
export async function findIntake(room: UploadRoom, id: string, { ownerId }: IntakeAccess): Promise<Intake> {
  const intake = await room.context.database.prisma.intake.findUnique({ where: { id } });
  if (intake === null || (ownerId !== 'any' && intake.ownerId !== ownerId)) {
    throw new UploadError('upload.intake-not-found', 'The uploaded file is not here. Upload it again.');
  }
  return intake;
}

/** An intake as it is told to the sender. */
export async function toIntakeView(room: UploadRoom, intake: Intake): Promise<upload.Intake> {
  const pagesRendered =
    intake.renderingId === null
      ? 0
      : await room.context.database.prisma.renderedPage.count({ where: { renderingId: intake.renderingId } });
  const report = intakeReport.parse(intake.report);
  return upload.intake.parse({
    id: intake.id,
    state: intake.state,
    fileName: intake.fileName,
    mediaType: intake.mediaType,
    sizeBytes: intake.sizeBytes,
    sha256: intake.sha256,
    pdfSha256: intake.pdfSha256,
    pageCount: intake.pageCount,
    pagesRendered,
    activeContent: report.activeContent,
    warnings: report.warnings,
    signatures: report.signatures,
    opensWithoutPassword: report.opensWithoutPassword,
    refusal: report.refusal === null ? null : toProblem(report.refusal),
    createdAt: intake.createdAt.toISOString(),
  });
}
