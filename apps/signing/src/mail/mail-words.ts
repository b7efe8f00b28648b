import { deadlineTimeZone } from '@segl/domain';
import type { Language } from '@segl/contracts';
import type { MailJob } from './mail-jobs.js';

/** What the words need. */
export interface MailFacts {
  senderName: string;
  title: string;
  deadlineAt: Date;
  link: string;
  documentsLink: string;
}
type Words = (facts: MailFacts) => { subject: string; text: string };

const locales: Readonly<Record<Language, string>> = { nb: 'nb-NO', nn: 'nn-NO', en: 'en-GB' };
const dateIn = (language: Language, at: Date): string =>
  new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeZone: deadlineTimeZone }).format(at);

/** Mails name the sender and the title, never the reader's birth date; links grant nothing by themselves. */
export const mailWords: Readonly<Record<MailJob['kind'], Readonly<Record<Language, Words>>>> = {
  invitation: {
    nb: ({ senderName, title, deadlineAt, link }) => ({
      subject: `${senderName} ber deg signere: ${title}`,
      text: `Hei!\n\n${senderName} ber deg lese og signere «${title}».\nFristen er ${dateIn('nb', deadlineAt)}.\n\nÅpne dokumentet her:\n${link}\n\nDu logger inn med BankID. Lenken alene gir ingen tilgang til dokumentet.\n\nHilsen Segl\n`,
    }),
    nn: ({ senderName, title, deadlineAt, link }) => ({
      subject: `${senderName} ber deg signere: ${title}`,
      text: `Hei!\n\n${senderName} ber deg lese og signere «${title}».\nFristen er ${dateIn('nn', deadlineAt)}.\n\nOpne dokumentet her:\n${link}\n\nDu loggar inn med BankID. Lenkja åleine gir ingen tilgang til dokumentet.\n\nHelsing Segl\n`,
    }),
    en: ({ senderName, title, deadlineAt, link }) => ({
      subject: `${senderName} asks you to sign: ${title}`,
      text: `Hello,\n\n${senderName} asks you to read and sign “${title}”.\nThe deadline is ${dateIn('en', deadlineAt)}.\n\nOpen the document here:\n${link}\n\nYou log in with BankID. The link alone gives no access to the document.\n\nSegl\n`,
    }),
  },
  signed: {
    nb: ({ title, documentsLink }) => ({
      subject: `Signert: ${title}`,
      text: `Hei!\n\n«${title}» er signert. Du finner den signerte kopien i Mine dokumenter:\n${documentsLink}\n\nHilsen Segl\n`,
    }),
    nn: ({ title, documentsLink }) => ({
      subject: `Signert: ${title}`,
      text: `Hei!\n\n«${title}» er signert. Du finn den signerte kopien i Mine dokument:\n${documentsLink}\n\nHelsing Segl\n`,
    }),
    en: ({ title, documentsLink }) => ({
      subject: `Signed: ${title}`,
      text: `Hello,\n\n“${title}” has been signed. You find the signed copy in My documents:\n${documentsLink}\n\nSegl\n`,
    }),
  },
  cancelled: {
    nb: ({ senderName, title }) => ({
      subject: `Avbrutt: ${title}`,
      text: `Hei!\n\n${senderName} har trukket tilbake «${title}». Du trenger ikke gjøre noe.\n\nHilsen Segl\n`,
    }),
    nn: ({ senderName, title }) => ({
      subject: `Avbroten: ${title}`,
      text: `Hei!\n\n${senderName} har trekt tilbake «${title}». Du treng ikkje gjere noko.\n\nHelsing Segl\n`,
    }),
    en: ({ senderName, title }) => ({
      subject: `Cancelled: ${title}`,
      text: `Hello,\n\n${senderName} has withdrawn “${title}”. There is nothing you need to do.\n\nSegl\n`,
    }),
  },
};
