import { createHash } from 'node:crypto';
import { upload } from '@segl/contracts';
import { createLogger, createServiceClient, issueTicket, type ServiceClient } from '@segl/platform';
import { createTestContext, type TestContext, type TestContextOptions } from '@segl/testkit';
import { vi } from 'vitest';
import { createUploadService } from '../../src/index.js';

/** A running upload service, and people and services that use it. */
export interface UploadHouse extends TestContext {
  url: string;
  /** Authorization header of a browser in the name of `ownerId`. */
  bearer(ownerId?: string): Promise<{ authorization: string }>;
  /** Calls as signing does. */
  signing: ServiceClient;
  send(file: Uint8Array<ArrayBuffer>, fileName: string, ownerId?: string): Promise<Response>;
  getIntake(id: string, ownerId?: string): Promise<upload.Intake>;
  /** Sends a file and waits until it has been checked. */
  intake(file: Uint8Array<ArrayBuffer>, fileName: string): Promise<upload.Intake>;
  checked(id: string): Promise<upload.Intake>;
  rendered(renderingId: string): Promise<upload.Rendering>;
}

/** Starts upload on a free port with a database in memory. */
export async function startUpload(options: Partial<TestContextOptions> = {}): Promise<UploadHouse> {
  const house = await createTestContext({
    service: 'upload',
    // Errors of the service belong in the test's output.
    logger: createLogger({ level: 'error' }),
    ...options,
  });
  await house.start(await createUploadService(house.context));
  const url = `${house.baseUrl}/upload`;

  const bearer: UploadHouse['bearer'] = async (ownerId = 'kari') => {
    const ticket = await issueTicket(house.contextOf('signing'), {
      audience: 'upload',
      purpose: upload.uploadTicketPurpose,
      subject: ownerId,
    });
    return { authorization: `Bearer ${ticket}` };
  };
  const send: UploadHouse['send'] = async (file, fileName, ownerId) => {
    const body = new FormData();
    body.append('file', new Blob([file]), fileName);
    return fetch(`${url}/intakes`, { method: 'POST', body, headers: await bearer(ownerId) });
  };
  const getIntake: UploadHouse['getIntake'] = async (id, ownerId) => {
    const response = await fetch(`${url}/intakes/${id}`, { headers: await bearer(ownerId) });
    return upload.intake.parse(await response.json());
  };
  const checked: UploadHouse['checked'] = async (id) =>
    vi.waitFor(
      async () => {
        const intake = await getIntake(id);
        if (intake.state === 'checking') throw new Error('still checking');
        return intake;
      },
      { timeout: 60_000, interval: 50 },
    );
  const signing = createServiceClient(house.contextOf('signing'), 'upload');
  return {
    ...house,
    url,
    bearer,
    signing,
    send,
    getIntake,
    checked,
    async intake(file, fileName) {
      const response = await send(file, fileName);
      const answer: unknown = await response.json();
      if (!response.ok) throw new Error(`refused at once: ${JSON.stringify(answer)}`);
      return checked(upload.intake.parse(answer).id);
    },
    rendered: async (renderingId) =>
      vi.waitFor(
        async () => {
          const rendering = await signing.json(`/renderings/${renderingId}`, {
            purpose: upload.uploadPurposes.render,
            schema: upload.rendering,
          });
          if (rendering.state === 'queued' || rendering.state === 'rendering')
            throw new Error('still drawing');
          return rendering;
        },
        { timeout: 60_000, interval: 50 },
      ),
  };
}

/** SHA-256 in hexadecimal. */
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
