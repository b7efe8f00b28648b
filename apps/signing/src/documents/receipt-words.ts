import type { Language } from '@segl/contracts';

/** Words of the receipt PDF. */
export interface ReceiptWords {
  heading: string;
  intro: string;
  document: string;
  sender: string;
  signer: string;
  bank: string;
  signedAt: string;
  signedFile: string;
  confirmed: string;
  consentHash: string;
  auditHash: string;
  orderNumber: string;
  seal: string;
  simulated: string;
  locale: string;
}

export const receiptWords: Readonly<Record<Language, ReceiptWords>> = {
  nb: {
    heading: 'Kvittering for signering',
    intro: 'Segl bekrefter at dokumentet under er signert.',
    document: 'Dokument',
    sender: 'Avsender',
    signer: 'Signert av',
    bank: 'BankID utstedt av',
    signedAt: 'Tidspunkt',
    signedFile: 'Den signerte filens SHA-256',
    confirmed: 'Bekreftet før signering',
    consentHash: 'Bekreftelsens SHA-256',
    auditHash: 'Siste hendelse i loggen (SHA-256)',
    orderNumber: 'Oppdrag',
    seal: 'Kvitteringen er forseglet med Segls eget sertifikat. Det er det signerte dokumentet, ikke denne kvitteringen, som bærer signaturen.',
    simulated: 'BankID og sertifikatene i dette oppsettet er simulert og gjelder bare for prøving.',
    locale: 'nb-NO',
  },
  nn: {
    heading: 'Kvittering for signering',
    intro: 'Segl stadfestar at dokumentet under er signert.',
    document: 'Dokument',
    sender: 'Avsendar',
    signer: 'Signert av',
    bank: 'BankID utferda av',
    signedAt: 'Tidspunkt',
    signedFile: 'SHA-256 for den signerte fila',
    confirmed: 'Stadfesta før signering',
    consentHash: 'SHA-256 for stadfestinga',
    auditHash: 'Siste hending i loggen (SHA-256)',
    orderNumber: 'Oppdrag',
    seal: 'Kvitteringa er forsegla med Segl sitt eige sertifikat. Det er det signerte dokumentet, ikkje denne kvitteringa, som ber signaturen.',
    simulated: 'BankID og sertifikata i dette oppsettet er simulerte og gjeld berre for prøving.',
    locale: 'nn-NO',
  },
  en: {
    heading: 'Receipt for a signature',
    intro: 'Segl confirms that the document below has been signed.',
    document: 'Document',
    sender: 'Sender',
    signer: 'Signed by',
    bank: 'BankID issued by',
    signedAt: 'Time',
    signedFile: 'SHA-256 of the signed file',
    confirmed: 'Confirmed before signing',
    consentHash: 'SHA-256 of the confirmation',
    auditHash: 'Last entry of the log (SHA-256)',
    orderNumber: 'Order',
    seal: 'This receipt is sealed with Segl’s own certificate. It is the signed document, not this receipt, that carries the signature.',
    simulated: 'BankID and the certificates of this installation are simulated and only for trying out.',
    locale: 'en-GB',
  },
};
