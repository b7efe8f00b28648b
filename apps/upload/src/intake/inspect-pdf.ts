import type { upload } from '@segl/contracts';
import {
  inspectDocument,
  PadesError,
  requireSignable,
  type DocumentReport,
  type PadesErrorCode,
} from '@segl/pades';
import { UploadError, type Fault } from '../errors.js';

/** What intake allows. */
export interface PdfLimits {
  maxPages: number;
  /** Longest side of a page, in points. */
  maxPagePoints: number;
}

/** What the checks of a PDF found. */
export interface PdfInspection {
  /** Undefined when the document can be shown and signed. */
  refusal: Fault | undefined;
  pageCount: number | undefined;
  activeContent: upload.ActiveContent[];
  /** Whether the sender must decide to keep active content knowingly. */
  held: boolean;
  warnings: upload.IntakeWarning[];
  /** Signatures that are in the document already. */
  signatures: number;
  /** Whether anybody can open the file as it is; false only where opening it takes a password. */
  opensWithoutPassword: boolean;
}

/** What runs, or starts something, without being asked; other active content is told and does nothing by itself. */
const holding = new Set<upload.ActiveContent['kind']>([
  'javascript',
  'launch',
  'embedded-executable',
  'rich-media',
  'import-data',
]);

/** Checks a PDF (design step 1). Runs in a worker: the bytes are a stranger's. */
export function inspectPdf(bytes: Uint8Array, limits: PdfLimits, password?: string): PdfInspection {
  let report: DocumentReport | undefined;
  try {
    report = inspectDocument(bytes, password === undefined ? {} : { password });
    requireAcceptable(report, limits);
    return { ...describe(report), refusal: undefined };
  } catch (error) {
    const refusal = toUploadError(error)?.toFault();
    if (refusal === undefined) throw error;
    return { ...describe(report), refusal: report === undefined ? refusal : withRemedy(refusal, report) };
  }
}

function describe(report: DocumentReport | undefined): Omit<PdfInspection, 'refusal'> {
  if (report === undefined) {
    return {
      pageCount: undefined,
      activeContent: [],
      held: false,
      warnings: [],
      signatures: 0,
      opensWithoutPassword: true,
    };
  }
  const activeContent = report.activeContent.map(({ kind, where, fileName, executable }) => ({
    kind: kind === 'embedded-file' && executable === true ? ('embedded-executable' as const) : kind,
    where: where.slice(0, 200),
    ...(fileName === undefined ? {} : { fileName: fileName.slice(0, 200) }),
  }));
  return {
    pageCount: report.pageCount,
    activeContent,
    held: activeContent.some(({ kind }) => holding.has(kind)),
    warnings: warningsOf(report),
    signatures: report.signatureFields.filter(({ signed }) => signed).length,
    opensWithoutPassword: report.encryption?.opensWithoutPassword ?? true,
  };
}

function requireAcceptable(report: DocumentReport, { maxPages, maxPagePoints }: PdfLimits): void {
  requireSignable(report);
  // Segl signs into fields of its own, which permission bits and a lock over all fields rule out.
  if (!report.signing.newFieldsPermitted) {
    const locked = report.signatureFields.some(({ signature }) => signature?.fieldMdp?.action === 'All');
    throw locked || report.permissions === undefined
      ? new PadesError('sign.fieldmdp-locked', 'no field may be added')
      : new PadesError('sign.permission-forbids', 'no field may be added');
  }
  if (report.truncated) throw new PadesError('pdf.truncated', 'the file ends too early');
  if (report.xfa) throw new PadesError('sign.xfa-form', 'the form is an XFA form');
  if (report.pageCount === 0) {
    throw new UploadError('upload.no-pages', 'The PDF has no pages. Check that it is the right file.');
  }
  if (report.pageCount > maxPages) {
    throw new UploadError(
      'upload.too-many-pages',
      `The document has ${report.pageCount} pages; ${maxPages} are allowed. Divide it into several documents.`,
      { facts: { pageCount: report.pageCount, maxPages } },
    );
  }
  const tooLarge = report.pages.findIndex(({ mediaBox, cropBox }) =>
    [mediaBox, cropBox].some(([left, bottom, right, top]) =>
      [right - left, top - bottom].some((side) => !(Math.abs(side) <= maxPagePoints)),
    ),
  );
  if (tooLarge !== -1) {
    const pageNumber = tooLarge + 1;
    throw new UploadError(
      'upload.page-too-large',
      `Page ${pageNumber} is larger than ${Math.floor((maxPagePoints / 72) * 2.54)} cm. Print the document to PDF on smaller paper.`,
      { facts: { pageNumber, maxPagePoints } },
    );
  }
}

/** Codes that a password, or the right one, can undo. */
const unlockable = new Set<Fault['code']>([
  'upload.password-required',
  'upload.password-wrong',
  'upload.permission-forbids',
]);

/** Tells whether the sender can go on by giving a password: the owner's lifts what permission bits forbid. */
function withRemedy(refusal: Fault, { encryption }: DocumentReport): Fault {
  if (encryption === undefined || !unlockable.has(refusal.code)) return refusal;
  const { opensWithoutPassword } = encryption;
  return { ...refusal, facts: { ...refusal.facts, passwordHelps: true, opensWithoutPassword } };
}

function warningsOf(report: DocumentReport): upload.IntakeWarning[] {
  const warnings: upload.IntakeWarning[] = [];
  if (report.encryption?.opensWithoutPassword === false) {
    const detail =
      'The PDF is locked with a password, and the signed copy will be too. Segl shows it to the signers; whoever opens a copy in another program needs the password that opens it.';
    warnings.push({ code: 'upload.stays-locked', detail });
  }
  if (report.repairs.length > 0) {
    const detail =
      'The PDF has faults in its structure that Segl could read around. Other programs may show it differently.';
    warnings.push({ code: 'upload.repaired', detail });
  }
  if (report.signatureFields.some(({ signed }) => signed)) {
    const detail =
      'The PDF is signed already. The signatures are kept, and no signature page is added, since that would break them.';
    warnings.push({ code: 'upload.signed-before', detail });
  }
  return warnings;
}

interface Words {
  code: ConstructorParameters<typeof UploadError>[0];
  detail: string;
}

const malformed: Words = {
  code: 'upload.malformed',
  detail:
    'The PDF is damaged and cannot be read safely. Open it in another program, save it anew as PDF and try again.',
};
/** What each refusal of the engine is called here, and what to do about it. */
const refusals: Partial<Record<PadesErrorCode, Words>> = {
  'pdf.not-a-pdf': {
    code: 'upload.not-a-pdf',
    detail: 'The file is not a PDF, whatever it is called. Save or print the document as PDF and try again.',
  },
  'pdf.truncated': {
    code: 'upload.truncated',
    detail:
      'The file ends too early, as after a broken download. Fetch or save it again and upload the whole file.',
  },
  'pdf.encrypted': {
    code: 'upload.encrypted',
    detail:
      'The PDF is encrypted for certain people or in a way that Segl cannot read. Save a copy without protection and upload that.',
  },
  'pdf.password-required': {
    code: 'upload.password-required',
    detail: 'The PDF is locked with a password. Give the password, or upload a copy without one.',
  },
  'pdf.password-wrong': {
    code: 'upload.password-wrong',
    detail: 'The password does not open the PDF. Look at capital letters and signs, and try again.',
  },
  'pdf.malformed': malformed,
  'pdf.limit-exceeded': malformed,
  'pdf.unsupported-filter': malformed,
  'pdf.page-tree-invalid': {
    code: 'upload.no-pages',
    detail:
      'The pages of the PDF cannot be found. Open it in another program, save it anew as PDF and try again.',
  },
  'sign.permission-forbids': {
    code: 'upload.permission-forbids',
    detail:
      'Whoever made the PDF has forbidden changes and signatures in it. Give the password that lifts this, or ask them for a version that may be signed.',
  },
  'sign.docmdp-forbids': {
    code: 'upload.certification-forbids',
    detail:
      'The PDF is certified, and its author allows no signatures after the certification. Ask the author for a version that may be signed.',
  },
  'sign.fieldmdp-locked': {
    code: 'upload.field-lock-forbids',
    detail:
      'An earlier signature has locked the document against further signatures. Ask the sender for a version that may be signed.',
  },
  'sign.xfa-form': {
    code: 'upload.xfa',
    detail:
      'The PDF is an XFA form, whose content a signature does not protect. Print it to PDF and upload the printed version.',
  },
  'sign.repair-breaks-signatures': {
    code: 'upload.malformed',
    detail:
      'The PDF is damaged, and mending it would break the signatures it carries. Ask the sender for an undamaged copy.',
  },
};

function toUploadError(error: unknown): UploadError | undefined {
  if (error instanceof UploadError) return error;
  if (!(error instanceof PadesError)) return undefined;
  const { code, detail } = refusals[error.code] ?? malformed;
  return new UploadError(code, detail, { cause: error, facts: { engineCode: error.code } });
}
