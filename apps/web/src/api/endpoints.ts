/** Every address the web asks, in one place. */
const api = '/signing/api';
const id = encodeURIComponent;

export const endpoints = {
  me: `${api}/me`,
  logout: `${api}/logout`,
  uploadTickets: `${api}/upload-tickets`,
  bankidTickets: `${api}/bankid-tickets`,
  orders: `${api}/orders`,
  order: (orderId: string) => `${api}/orders/${id(orderId)}`,
  cancelOrder: (orderId: string) => `${api}/orders/${id(orderId)}/cancel`,
  documents: `${api}/documents`,
  document: (documentId: string) => `${api}/documents/${id(documentId)}`,
  signedPdf: (documentId: string) => `${api}/documents/${id(documentId)}/signed.pdf`,
  receiptPdf: (documentId: string, language: string) =>
    `${api}/documents/${id(documentId)}/receipt.pdf?language=${id(language)}`,
  invitation: (link: string) => `${api}/invitations/${id(link)}`,
  invitationDocument: (link: string, language: string) =>
    `${api}/invitations/${id(link)}/document?language=${id(language)}`,
  pageImage: (link: string, page: number, density: number) =>
    `${api}/invitations/${id(link)}/pages/${page}/image?density=${density}`,
  pageText: (link: string, page: number) => `${api}/invitations/${id(link)}/pages/${page}/text`,
  unsignedPdf: (link: string) => `${api}/invitations/${id(link)}/unsigned.pdf`,
  consents: (link: string) => `${api}/invitations/${id(link)}/consents`,
  resumeAttempt: (link: string, attemptId: string) =>
    `${api}/invitations/${id(link)}/signing-attempts/${id(attemptId)}/resume`,
  attempts: (link: string, language: string) =>
    `${api}/invitations/${id(link)}/signing-attempts?language=${id(language)}`,
  attempt: (link: string, attemptId: string) =>
    `${api}/invitations/${id(link)}/signing-attempts/${id(attemptId)}`,
  receipt: (link: string) => `${api}/invitations/${id(link)}/receipt`,
  savedCopies: (link: string) => `${api}/invitations/${id(link)}/saved-copies`,
  demoOrders: `${api}/demo/orders`,
  demoMailbox: `${api}/demo/mailbox`,
  banks: '/bankid/banks',
  demoPeople: '/bankid/demo/people',
  organisation: (organisationNumber: string) => `${api}/organisations/${id(organisationNumber)}`,
  documentVerification: (documentId: string) => `${api}/documents/${id(documentId)}/verification`,
  verifications: '/upload/verifications',
  ready: '/ready',
} as const;

/**
 * Where a person is sent to log in with BankID; comes back to `returnTo`, a path of ours. `link` lets the dialog pre-fill
 * the birth date of the person invited.
 */
export function loginUrl(returnTo: string, link?: string): string {
  const query = new URLSearchParams({ returnTo, language: document.documentElement.lang });
  if (link !== undefined) query.set('link', link);
  return `/signing/login?${query.toString()}`;
}
