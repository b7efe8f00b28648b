import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSmtpMailer, createStoringMailer, type MailMessage } from '../src/index.js';

const received: { from: string | false; to: string[]; text: string }[] = [];
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, session, done) {
    let text = '';
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    stream.on('end', () => {
      const { mailFrom, rcptTo } = session.envelope;
      received.push({ from: mailFrom && mailFrom.address, to: rcptTo.map(({ address }) => address), text });
      done();
    });
  },
});
let url: string;
beforeAll(async () => {
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo; // a TCP server has one
  url = `smtp://127.0.0.1:${port}`;
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

const message: MailMessage = {
  to: 'kari@example.org',
  subject: 'Låneavtale å signere',
  text: 'Hei Kari',
  headers: { 'X-Segl-Order': 'order-1' },
};

it('sends through the server', async () => {
  await createSmtpMailer({ url, from: 'Segl <no-reply@example.org>' }).send(message);
  expect(received[0]).toMatchObject({ from: 'no-reply@example.org', to: ['kari@example.org'] });
  expect(received[0]?.text).toContain('X-Segl-Order: order-1');
  expect(received[0]?.text).toContain('Hei Kari');
});

it('sends to one address, whatever it looks like', async () => {
  const mailer = createSmtpMailer({ url, from: 'no-reply@example.org' });
  const before = received.length;
  await mailer.send({ ...message, to: 'kari@example.org, eve@example.org' }).catch(() => undefined);
  for (const { to } of received.slice(before)) expect(to).not.toContain('eve@example.org');
});

it('fails when the server does', async () => {
  await expect(
    createSmtpMailer({ url: 'smtp://127.0.0.1:1', from: 'a@example.org' }).send(message),
  ).rejects.toThrow();
});

it('keeps messages where there is no server', async () => {
  const kept: MailMessage[] = [];
  await createStoringMailer(async (each) => void kept.push(each)).send(message);
  expect(kept).toEqual([message]);
});
