import { z } from 'zod';
import { isoDateTime, language, problem, sha256Hex } from './common.js';

/** Purposes of service tokens that upload admits, by endpoint; the caller is signing. */
export const uploadPurposes = {
  /** GET /intakes/:id, GET /intakes/:id/pdf, GET /intakes/:id/password, POST /intakes/sample. */
  readIntake: 'signing.read-intake',
  /** PUT /renderings/:id, GET /renderings/:id. */
  render: 'signing.render',
  /** GET /renderings/:id/pages/:n/image and /text. */
  showPages: 'signing.show-pages',
  /** POST /verifications, which anybody may ask for: signing does for documents whose password it holds. */
  verify: 'signing.verify',
} as const;
/** Purpose of the ticket that signing gives a browser for everything under `/intakes`; its subject owns the intakes. */
export const uploadTicketPurpose = 'upload.intake';

/** Something in the file that acts on its own when opened, with where it was found. */
export const activeContent = z.object({
  kind: z.enum([
    'javascript',
    'launch',
    'embedded-executable',
    'embedded-file',
    'submit-form',
    'import-data',
    'rich-media',
    'remote-document',
  ]),
  where: z.string(),
  /** Name of an embedded or launched file. */
  fileName: z.string().optional(),
});
export type ActiveContent = z.infer<typeof activeContent>;

export const sampleDocument = z.enum([
  'loan-agreement',
  'daycare-place',
  'change-of-address',
  'bid-on-house',
]);
export type SampleDocument = z.infer<typeof sampleDocument>;

/** A text typed in the page. */
export const textIntakeRequest = z.object({
  title: z.string().trim().min(1).max(80),
  format: z.enum(['plain', 'markdown']),
  text: z.string().min(1).max(500_000),
  language: language.default('nb'),
});
/** The password of a locked file; kept wrapped, and never told again but to signing, which adds to the file. */
export const intakePasswordRequest = z.object({ password: z.string().min(1).max(200) });
/**
 * Answer of `GET /intakes/:id/password`, for signing alone; null where the sender gave none. A file that opens without may
 * still have one, which lifts what is forbidden.
 */
export const intakePassword = z.object({
  password: z.string().nullable(),
  opensWithoutPassword: z.boolean(),
});
export const sampleIntakeRequest = z.object({ sample: sampleDocument, language: language.default('nb') });

/** What a sender should know of a document that is taken all the same; the web has words for each. */
export const intakeWarningCode = z.enum([
  'upload.encoding-guessed',
  'upload.repaired',
  'upload.signed-before',
  'upload.stays-locked',
  'upload.earlier-signature-broken',
  'upload.fonts-not-embedded',
  'upload.letters-missing',
]);
/** `detail` is in English, for programs and their makers. */
export const intakeWarning = z.object({ code: intakeWarningCode, detail: z.string() });
export type IntakeWarning = z.infer<typeof intakeWarning>;

/** What has become of an uploaded file. Answered by `POST /intakes*` and `GET /intakes/:id`. */
export const intake = z.object({
  id: z.uuid(),
  /**
   * held: active content was found, the sender decides with `POST /intakes/:id/keep-active-content`. locked: nothing can be
   * done, or what has to be done is forbidden, without a password: the sender gives it with `POST /intakes/:id/password`, and
   * the file is checked again; `refusal` says why.
   */
  state: z.enum(['checking', 'held', 'locked', 'ready', 'refused']),
  fileName: z.string(),
  mediaType: z.string().nullable(),
  sizeBytes: z.number().int(),
  /** Hash of the bytes received. */
  sha256: sha256Hex,
  /** Hash of the PDF (the same bytes when a PDF was received). */
  pdfSha256: sha256Hex.nullable(),
  pageCount: z.number().int().nullable(),
  /** Pages drawn so far for the preview. */
  pagesRendered: z.number().int(),
  activeContent: z.array(activeContent),
  warnings: z.array(intakeWarning),
  signatures: z.number().int(),
  /** False where opening the file takes a password, and so will opening the signed copy. */
  opensWithoutPassword: z.boolean().default(true),
  refusal: problem.nullable(),
  createdAt: isoDateTime,
});
export type Intake = z.infer<typeof intake>;

/** One run of text on a page: rectangle in points from the page's top left corner as shown. */
export const textRun = z.object({
  text: z.string(),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
});
export const pageText = z.object({
  pageNumber: z.number().int(),
  widthPt: z.number(),
  heightPt: z.number(),
  runs: z.array(textRun),
});
export type PageText = z.infer<typeof pageText>;

export const pageImage = z.object({
  /** 1: about 100 dpi, 2: about 200 dpi. */
  density: z.union([z.literal(1), z.literal(2)]),
  mediaType: z.string(),
  widthPx: z.number().int(),
  heightPx: z.number().int(),
  sha256: sha256Hex,
});
/** What people were shown: hashed as canonical JSON (RFC 8785). */
export const presentationManifest = z.object({
  version: z.literal(1),
  pdfSha256: sha256Hex,
  pageCount: z.number().int(),
  renderer: z.string(),
  pages: z.array(
    z.object({
      pageNumber: z.number().int(),
      widthPt: z.number(),
      heightPt: z.number(),
      images: z.array(pageImage),
      textSha256: sha256Hex,
    }),
  ),
});
export type PresentationManifest = z.infer<typeof presentationManifest>;

export const rendering = z.object({
  id: z.uuid(),
  state: z.enum(['queued', 'rendering', 'complete', 'failed']),
  pdfSha256: sha256Hex,
  pageCount: z.number().int().nullable(),
  pagesRendered: z.number().int(),
  manifest: presentationManifest.nullable(),
  manifestSha256: sha256Hex.nullable(),
  failure: problem.nullable(),
});
export type Rendering = z.infer<typeof rendering>;

/** Findings that say something was done to the file after the signature. */
export const changeFindingCodes = [
  'modified-after-signing',
  'appended-bytes',
  'revision-chain-broken',
  'signature-removed',
  'signature-changed',
  'docmdp-violated',
  'fieldmdp-violated',
  'form-value-replaced',
  'evil-annotation',
  'sneaky-signature',
] as const;

/** Every code of a finding, for those who hold words for them; the engine's own list is the same. */
export const findingCodes = [
  'byterange-missing',
  'byterange-malformed',
  'byterange-not-from-start',
  'byterange-beyond-file',
  'byterange-gap',
  'byterange-overlap',
  'contents-missing',
  'contents-mismatch',
  'contents-padding',
  'revision-not-covered',
  'cms-malformed',
  'cms-not-der',
  'cms-several-signers',
  'cms-not-detached',
  'subfilter-unsupported',
  'algorithm-unsupported',
  'weak-digest',
  'digest-mismatch',
  'signature-invalid',
  'signer-certificate-missing',
  'signing-certificate-missing',
  'signing-certificate-mismatch',
  'signing-time-in-cms',
  'reason-with-commitment',
  ...changeFindingCodes,
  'form-filled-after-signing',
  'annotated-after-signing',
  'timestamp-invalid',
  'timestamp-untrusted',
  'no-proof-of-time',
  'chain-invalid',
  'certificate-revoked',
  'revocation-unknown',
  'file-repaired',
] as const;

const finding = z.object({
  code: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  message: z.string(),
  clause: z.string().optional(),
});

/** One signature of a verified file; words for people are made from `findings` by the web. */
export const verifiedSignature = z.object({
  field: z.string(),
  type: z.enum(['signature', 'timestamp']),
  level: z.string().nullable(),
  subFilter: z.string().nullable(),
  signer: z.object({
    name: z.string().nullable(),
    organisation: z.string().nullable(),
    issuer: z.string().nullable(),
    serialNumber: z.string().nullable(),
    /** Roles the signer claims to have signed in. */
    claimedRoles: z.array(z.string()).optional(),
  }),
  claimedTime: isoDateTime.nullable(),
  bestTime: isoDateTime.nullable(),
  intact: z.boolean(),
  trusted: z.boolean(),
  coverage: z.string(),
  modification: z.string(),
  docmdp: z.number().int().nullable(),
  findings: z.array(finding),
});
/** Answer of `POST /verifications` and line of `segl verify --json`. */
export const verification = z.object({
  file: z.string(),
  ok: z.boolean().nullable(),
  intact: z.boolean().nullable(),
  trusted: z.boolean().nullable(),
  signatures: z.array(verifiedSignature),
  /** About the file as a whole. */
  findings: z.array(finding).optional(),
  /** Signature fields left empty, by name. */
  emptyFields: z.array(z.string()),
  pageCount: z.number().int().nullable(),
  sha256: sha256Hex,
  sizeBytes: z.number().int(),
  verifiedAt: isoDateTime,
});
export type Verification = z.infer<typeof verification>;
