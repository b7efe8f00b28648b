import { createHash, randomUUID } from 'node:crypto';
import express, { Router } from 'express';
import { upload } from '@segl/contracts';
import { inspectDocument } from '@segl/pades';
import {
  asyncRoute,
  ProblemError,
  requireServiceToken,
  requireTicket,
  ticketOf,
  type Service,
} from '@segl/platform';
import type { SigningContext } from '../../src/signing-room.js';
import { canonicalJson } from '../../src/audit/canonical-json.js';

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const { uploadPurposes, uploadTicketPurpose } = upload;

interface FakeIntake {
  owner: string;
  pdf: Uint8Array;
  state: upload.Intake['state'];
  password: string | null;
  refusal: upload.Intake['refusal'];
}

interface FakeRendering {
  pdfSha256: string;
  pdf: Uint8Array;
  puts: number;
}

/** Upload over real HTTP with real tokens and tickets; its pages are small invented bytes. */
export class FakeUpload {
  readonly intakes = new Map<string, FakeIntake>();
  readonly renderings = new Map<string, FakeRendering>();
  /** How renderings stand until a test says otherwise. */
  renderingState: upload.Rendering['state'] = 'complete';
  /** Tests only: changes what a manifest says, or a page's bytes. */
  tamperManifest: (manifest: upload.PresentationManifest) => upload.PresentationManifest = (same) => same;
  tamperImage: (bytes: Buffer) => Buffer = (same) => same;
  imageRequests = 0;
  /** What a request for a verdict is told; the tests that use this fake look at refusals only. */
  refuseVerification: () => ProblemError = () => new ProblemError('upload.unreadable');
  samplePdf: Uint8Array = new Uint8Array();
  /** What every page of an intake, and of a rendering, says. */
  pageText = { intake: '', rendering: '' };

  addIntake(
    owner: string,
    pdf: Uint8Array,
    { state = 'ready', password = null, refusal = null }: Partial<Omit<FakeIntake, 'owner' | 'pdf'>> = {},
  ): string {
    const id = randomUUID();
    this.intakes.set(id, { owner, pdf, state, password, refusal });
    return id;
  }

  service(context: SigningContext): Service {
    const router = Router();
    const admit = (purpose: string) => requireServiceToken(context, { callers: ['signing'], purpose });
    const ticket = requireTicket(context, { callers: ['signing'], purpose: uploadTicketPurpose });

    router.get('/intakes/:id/pdf', admit(uploadPurposes.readIntake), (request, response) => {
      const intake = this.intakes.get(request.params['id'] as string);
      if (intake === undefined) throw new ProblemError('upload.intake-not-found');
      response.type('application/pdf').send(Buffer.from(intake.pdf));
    });
    router.get('/intakes/:id/password', admit(uploadPurposes.readIntake), (request, response) => {
      const intake = this.intakes.get(request.params['id'] as string);
      if (intake === undefined) throw new ProblemError('upload.intake-not-found');
      const opensWithoutPassword = inspectDocument(intake.pdf).encryption?.opensWithoutPassword ?? true;
      response.json({ password: intake.password, opensWithoutPassword });
    });
    router.get('/intakes/:id/pages/:n/text', admit(uploadPurposes.readIntake), (request, response) => {
      response.json(textPage(Number(request.params['n']), this.pageText.intake));
    });
    router.post('/intakes/sample', ticket, express.json(), (request, response) => {
      const id = this.addIntake(ticketOf(request).subject, this.samplePdf);
      response.status(201).json(this.viewIntake(id));
    });
    router.get('/intakes/:id', ticket, (request, response) => {
      const id = request.params['id'] as string;
      if (this.intakes.get(id)?.owner !== ticketOf(request).subject) {
        throw new ProblemError('upload.intake-not-found');
      }
      response.json(this.viewIntake(id));
    });
    router.put(
      '/renderings/:id',
      admit(uploadPurposes.render),
      express.raw({ type: 'application/pdf', limit: '40mb' }),
      (request, response) => {
        const pdf = new Uint8Array(request.body as Buffer);
        if (sha256(pdf) !== request.get('x-segl-sha256')) throw new ProblemError('upload.hash-mismatch');
        const id = request.params['id'] as string;
        const puts = (this.renderings.get(id)?.puts ?? 0) + 1;
        this.renderings.set(id, { pdf, pdfSha256: sha256(pdf), puts });
        response.status(202).json(this.viewRendering(id));
      },
    );
    router.get('/renderings/:id', admit(uploadPurposes.render), (request, response) => {
      response.json(this.viewRendering(request.params['id'] as string));
    });
    router.get(
      '/renderings/:id/pages/:n/image',
      admit(uploadPurposes.showPages),
      asyncRoute((request, response) => {
        this.imageRequests += 1;
        const bytes = imageBytes(Number(request.params['n']), Number(request.query['density']));
        response.type('image/png').send(this.tamperImage(bytes));
        return Promise.resolve();
      }),
    );
    router.get('/renderings/:id/pages/:n/text', admit(uploadPurposes.showPages), (request, response) => {
      response.json(textPage(Number(request.params['n']), this.pageText.rendering));
    });
    router.post('/verifications', admit(uploadPurposes.verify), () => {
      throw this.refuseVerification();
    });
    const nothing = () => Promise.resolve();
    return {
      name: 'upload',
      path: '/upload',
      router,
      start: nothing,
      stop: nothing,
      ready: () => Promise.resolve([]),
    };
  }

  private viewIntake(id: string): upload.Intake {
    const intake = this.intakes.get(id);
    if (intake === undefined) throw new ProblemError('upload.intake-not-found');
    const hash = sha256(intake.pdf);
    return {
      id,
      state: intake.state,
      fileName: 'avtale.pdf',
      mediaType: 'application/pdf',
      sizeBytes: intake.pdf.length,
      sha256: hash,
      pdfSha256: hash,
      pageCount: 2,
      pagesRendered: 2,
      activeContent: [],
      warnings: [],
      signatures: 0,
      opensWithoutPassword: inspectDocument(intake.pdf).encryption?.opensWithoutPassword ?? true,
      refusal: intake.refusal,
      createdAt: new Date().toISOString(),
    };
  }

  private viewRendering(id: string): upload.Rendering {
    const rendering = this.renderings.get(id);
    if (rendering === undefined) throw new ProblemError('upload.rendering-not-found');
    const { pageCount } = inspectDocument(rendering.pdf);
    const isComplete = this.renderingState === 'complete';
    const manifest = this.tamperManifest(manifestOf(rendering.pdfSha256, pageCount));
    return {
      id,
      state: this.renderingState,
      pdfSha256: rendering.pdfSha256,
      pageCount,
      pagesRendered: isComplete ? pageCount : 0,
      manifest: isComplete ? manifest : null,
      manifestSha256: isComplete ? sha256(canonicalJson(manifestOf(rendering.pdfSha256, pageCount))) : null,
      failure: null,
    };
  }
}

function textPage(pageNumber: number, text: string): upload.PageText {
  const runs = text === '' ? [] : [{ text, x: 60, y: 60, width: 300, height: 14 }];
  return { pageNumber, widthPt: 595, heightPt: 842, runs };
}

function imageBytes(pageNumber: number, density: number): Buffer {
  return Buffer.from(`page ${pageNumber} at density ${density}`);
}

/** The manifest that stands until a test bends it. */
export function manifestOf(pdfSha256: string, pageCount: number): upload.PresentationManifest {
  const image = (pageNumber: number, density: 1 | 2) => ({
    density,
    mediaType: 'image/png',
    widthPx: 827 * density,
    heightPx: 1169 * density,
    sha256: sha256(imageBytes(pageNumber, density)),
  });
  return {
    version: 1,
    pdfSha256,
    pageCount,
    renderer: 'fake 1',
    pages: Array.from({ length: pageCount }, (_, index) => ({
      pageNumber: index + 1,
      widthPt: 595,
      heightPt: 842,
      images: [image(index + 1, 1), image(index + 1, 2)],
      textSha256: sha256(`text ${index + 1}`),
    })),
  };
}
