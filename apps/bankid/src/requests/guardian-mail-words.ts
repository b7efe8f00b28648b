import type { Language } from '@segl/contracts';
import { deadlineTimeZone } from '@segl/domain';

interface MailFacts {
  bank: string;
  phone: string;
  /** Given name only: mail is read by others. */
  child: string;
  until: Date;
  link: string;
}
type Words = (facts: MailFacts) => { subject: string; text: string };

const locales: Readonly<Record<Language, string>> = { nb: 'nb-NO', nn: 'nn-NO', en: 'en-GB' };
const dateIn = (language: Language, at: Date): string =>
  new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeZone: deadlineTimeZone }).format(at);

/** What a guardian is told: who asks and where to answer. The link grants nothing by itself. */
export const guardianMailWords: Readonly<Record<Language, Words>> = {
  nb: ({ bank, phone, child, until, link }) => ({
    subject: `${bank}: ${child} trenger ditt svar for å få BankID`,
    text: `Hei!\n\n${child} er under 18 år og skal ha BankID fra ${bank}. Du er registrert som foresatt, og må si ja eller nei.\n\nLes hva det betyr, og svar her innen ${dateIn('nb', until)}:\n${link}\n\nDu logger inn med din egen BankID. Lenken alene gir ingen tilgang.\nVet du ikke hva dette gjelder? Ring banken på ${phone}.\n\nHilsen Segl for ${bank} (oppdiktet bank, simulert BankID)\n`,
  }),
  nn: ({ bank, phone, child, until, link }) => ({
    subject: `${bank}: ${child} treng svaret ditt for å få BankID`,
    text: `Hei!\n\n${child} er under 18 år og skal ha BankID frå ${bank}. Du er registrert som føresett, og må seie ja eller nei.\n\nLes kva det betyr, og svar her innan ${dateIn('nn', until)}:\n${link}\n\nDu loggar inn med din eigen BankID. Lenkja åleine gir ingen tilgang.\nVeit du ikkje kva dette gjeld? Ring banken på ${phone}.\n\nHelsing Segl for ${bank} (oppdikta bank, simulert BankID)\n`,
  }),
  en: ({ bank, phone, child, until, link }) => ({
    subject: `${bank}: ${child} needs your answer to get a BankID`,
    text: `Hello,\n\n${child} is under 18 and is to have a BankID from ${bank}. You are registered as guardian, and have to say yes or no.\n\nRead what it means, and answer here by ${dateIn('en', until)}:\n${link}\n\nYou log in with your own BankID. The link alone gives no access.\nYou do not know what this is about? Call the bank at ${phone}.\n\nSegl for ${bank} (an invented bank, a simulated BankID)\n`,
  }),
};
