import type { Transporter } from 'nodemailer';
import { assertOutsideTransaction } from './transaction-scope.js';

/** One message to one person. */
export interface MailMessage {
  to: string;
  subject: string;
  text: string;
  html?: string;
  headers?: Readonly<Record<string, string>>;
}

/** Sends mail. Refused inside a transaction scope: send from a job (`Jobs.send` with `tx`). */
export interface Mailer {
  send(message: MailMessage): Promise<void>;
}

/** Options of {@link createSmtpMailer}. */
export interface SmtpOptions {
  /** `smtp://user:password@host:587` or `smtps://…:465`. */
  url: string;
  /** The sender, such as `Segl <no-reply@segl.example>`. */
  from: string;
}

/** Sends through an SMTP server; resolves when the server has taken the message. */
export function createSmtpMailer({ url, from }: SmtpOptions): Mailer {
  let opened: Promise<Transporter> | undefined;
  const transport = async (): Promise<Transporter> => {
    const { createTransport } = await import('nodemailer');
    // Mail is written by us, and never fetched from files or addresses that a message names.
    return createTransport(url, { from, disableFileAccess: true, disableUrlAccess: true });
  };
  return {
    async send({ to, subject, text, html, headers }) {
      assertOutsideTransaction('sending mail');
      await (
        await (opened ??= transport())
      ).sendMail({
        to: { name: '', address: to },
        subject,
        text,
        ...(html === undefined ? {} : { html }),
        ...(headers === undefined ? {} : { headers }),
      });
    },
  };
}

/** Keeps messages instead of sending them: behind the built-in mailbox, where no SMTP server is set. */
export function createStoringMailer(store: (message: MailMessage) => Promise<void>): Mailer {
  return {
    async send(message) {
      assertOutsideTransaction('sending mail');
      await store(message);
    },
  };
}
