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
