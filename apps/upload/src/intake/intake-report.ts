import { errorCodes, upload } from '@segl/contracts';
import type { Transaction } from '@segl/database';
import { z } from 'zod';
import type { Fault } from '../errors.js';

/** How a text or picture is to become a document. */
const conversion = z.object({
  title: z.string(),
  titleIs: z.enum(['typed', 'file-name']),
  language: z.enum(['nb', 'nn', 'en']),
});
const fault = z.object({
  code: z.custom<Fault['code']>((code) => typeof code === 'string' && code in errorCodes),
  detail: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

/** Shape of `Intake.report`: what is known of an intake beyond its columns. */
export const intakeReport = z.object({
  conversion,
  activeContent: z.array(upload.activeContent).default([]),
  warnings: z.array(upload.intakeWarning).default([]),
  signatures: z.number().default(0),
  /** False where opening the file takes a password; one that only lifts what is forbidden is not needed for that. */
  opensWithoutPassword: z.boolean().default(true),
  refusal: fault.nullable().default(null),
});
/** What is known of an intake beyond its columns. */
export type IntakeReport = z.infer<typeof intakeReport>;

/** Adds warnings that came up while the pages were drawn. */
export async function addWarnings(
  tx: Transaction,
  renderingId: string,
  warnings: readonly upload.IntakeWarning[],
): Promise<void> {
  const intake = await tx.intake.findFirst({ where: { renderingId } });
  if (intake === null) return; // a rendering that signing ordered
  const report = intakeReport.parse(intake.report);
  await tx.intake.update({
    where: { id: intake.id },
    data: {
      report: { ...report, warnings: [...report.warnings, ...warnings.map((warning) => ({ ...warning }))] },
    },
  });
}

/** Leaves an intake to its sender, who may give a password; one that was given is forgotten. */
export async function lockIntake(tx: Transaction, id: string, refusal: Fault): Promise<void> {
  const intake = await tx.intake.findFirst({ where: { id, state: 'checking' } });
  if (intake === null) return;
  const report = intakeReport.parse(intake.report);
  await tx.intake.update({
    where: { id },
    data: {
      state: 'locked',
      sealedPassword: null,
      report: {
        ...report,
        opensWithoutPassword: refusal.facts['opensWithoutPassword'] === true,
        refusal: { ...refusal, facts: { ...refusal.facts } },
      },
    },
  });
}

/** Refuses an intake that was not refused before; a password that was given is of no more use, and forgotten. */
export async function refuseIntake(
  tx: Transaction,
  which: { id: string } | { renderingId: string },
  refusal: Fault,
): Promise<void> {
  const intake = await tx.intake.findFirst({ where: { ...which, state: { not: 'refused' } } });
  if (intake === null) return;
  const report = intakeReport.parse(intake.report);
  await tx.intake.update({
    where: { id: intake.id },
    data: {
      state: 'refused',
      sealedPassword: null,
      report: { ...report, refusal: { ...refusal, facts: { ...refusal.facts } } },
    },
  });
}
