import type { z } from 'zod';
import * as bankid from './bankid.js';
import * as signing from './signing.js';
import * as trust from './trust.js';
import * as upload from './upload.js';
import * as vault from './vault.js';

/** Who may call an endpoint. */
export type Caller =
  /** Anybody; rate-limited. */
  | 'anyone'
  /** A person logged in with BankID (session cookie), of the same origin for changes. */
  | 'session'
  /** The holder of a ticket that `signing` issued. */
  | 'ticket'
  /** Another service, by a service token. */
  | 'service';

/** One HTTP endpoint of Segl's own API. Standard protocols (OIDC, CSC, OCSP, RFC 3161) are described by their own texts. */
export interface Endpoint {
  service: 'upload' | 'signing' | 'bankid' | 'vault' | 'trust';
  method: 'get' | 'post' | 'put';
  /** Below the room's address, with `{parameters}`. */
  path: string;
  summary: string;
  callers: readonly Caller[];
  body?: z.ZodType | 'multipart' | 'pdf';
  query?: z.ZodObject;
  /** What a good answer holds: JSON by a schema, a media type, or nothing. */
  answer: {
    status: 200 | 201 | 202 | 204;
    body?: z.ZodType | 'application/pdf' | 'image/*' | 'image/svg+xml';
  };
}

const invitation = '/api/invitations/{linkToken}';

/** Every endpoint, as a table: OpenAPI is made from it, and the running product is asked for each of them. */
export const endpoints: readonly Endpoint[] = [
  // upload
  {
    service: 'upload',
    method: 'post',
    path: '/intakes',
    summary: 'Hand in a file',
    callers: ['ticket'],
    body: 'multipart',
    answer: { status: 201, body: upload.intake },
  },
  {
    service: 'upload',
    method: 'post',
    path: '/intakes/text',
    summary: 'Hand in a typed text',
    callers: ['ticket', 'service'],
    body: upload.textIntakeRequest,
    answer: { status: 201, body: upload.intake },
  },
  {
    service: 'upload',
    method: 'post',
    path: '/intakes/sample',
    summary: 'Take a sample document',
    callers: ['ticket', 'service'],
    body: upload.sampleIntakeRequest,
    answer: { status: 201, body: upload.intake },
  },
  {
    service: 'upload',
    method: 'get',
    path: '/intakes/{id}',
    summary: 'What has become of it',
    callers: ['ticket', 'service'],
    answer: { status: 200, body: upload.intake },
  },
  {
    service: 'upload',
    method: 'post',
    path: '/intakes/{id}/keep-active-content',
    summary: 'Keep active content knowingly',
    callers: ['ticket'],
    answer: { status: 200, body: upload.intake },
  },
  {
    service: 'upload',
    method: 'post',
    path: '/intakes/{id}/password',
    summary: 'Give the password of a locked file',
    callers: ['ticket'],
    body: upload.intakePasswordRequest,
    answer: { status: 200, body: upload.intake },
  },
  {
    service: 'upload',
    method: 'get',
    path: '/intakes/{id}/password',
    summary: 'The password that was given',
    callers: ['service'],
    answer: { status: 200, body: upload.intakePassword },
  },
  {
    service: 'upload',
    method: 'get',
    path: '/intakes/{id}/pages/{page}/image',
    summary: 'A page of the preview',
    callers: ['ticket', 'service'],
    answer: { status: 200, body: 'image/*' },
  },
  {
    service: 'upload',
    method: 'get',
    path: '/intakes/{id}/pages/{page}/text',
    summary: 'Its text',
    callers: ['ticket', 'service'],
    answer: { status: 200, body: upload.pageText },
  },
  {
    service: 'upload',
    method: 'get',
    path: '/intakes/{id}/pdf',
    summary: 'The PDF taken in',
    callers: ['service'],
    answer: { status: 200, body: 'application/pdf' },
  },
  {
    service: 'upload',
    method: 'put',
    path: '/renderings/{id}',
    summary: 'Have a prepared revision drawn',
    callers: ['service'],
    body: 'pdf',
    answer: { status: 202, body: upload.rendering },
  },
  {
    service: 'upload',
    method: 'get',
    path: '/renderings/{id}',
    summary: 'How far it is, and its presentation manifest',
    callers: ['service'],
    answer: { status: 200, body: upload.rendering },
  },
  {
    service: 'upload',
    method: 'get',
    path: '/renderings/{id}/pages/{page}/image',
    summary: 'A drawn page',
    callers: ['service'],
    answer: { status: 200, body: 'image/*' },
  },
  {
    service: 'upload',
    method: 'get',
    path: '/renderings/{id}/pages/{page}/text',
    summary: 'Its text',
    callers: ['service'],
    answer: { status: 200, body: upload.pageText },
  },
  {
    service: 'upload',
    method: 'post',
    path: '/verifications',
    summary: 'Check the signatures of any PDF',
    callers: ['anyone'],
    body: 'multipart',
    answer: { status: 200, body: upload.verification },
  },
  // signing: who is logged in
  {
    service: 'signing',
    method: 'get',
    path: '/api/me',
    summary: 'Who is logged in',
    callers: ['anyone'],
    answer: { status: 200, body: signing.me },
  },
  {
    service: 'signing',
    method: 'post',
    path: '/api/logout',
    summary: 'Log out',
    callers: ['session'],
    answer: { status: 204 },
  },
  {
    service: 'signing',
    method: 'post',
    path: '/api/upload-tickets',
    summary: 'A ticket for handing in files',
    callers: ['session'],
    answer: { status: 201, body: signing.uploadTicket },
  },
  {
    service: 'signing',
    method: 'get',
    path: '/api/organisations/{organisationNumber}',
    summary: 'The name of an organisation',
    callers: ['session'],
    answer: { status: 200, body: signing.organisation },
  },
  // signing: the sender
  {
    service: 'signing',
    method: 'post',
    path: '/api/orders',
    summary: 'Send a document to be signed',
    callers: ['session'],
    body: signing.createOrderRequest,
    answer: { status: 201, body: signing.order },
  },
  {
    service: 'signing',
    method: 'get',
    path: '/api/orders',
    summary: 'Orders I have sent',
    callers: ['session'],
    answer: { status: 200, body: signing.orderList },
  },
  {
    service: 'signing',
    method: 'get',
    path: '/api/orders/{orderId}',
    summary: 'One order',
    callers: ['session'],
    answer: { status: 200, body: signing.order },
  },
  {
    service: 'signing',
    method: 'post',
    path: '/api/orders/{orderId}/cancel',
    summary: 'Withdraw it',
    callers: ['session'],
    answer: { status: 200, body: signing.order },
  },
  // signing: the signer
  {
    service: 'signing',
    method: 'get',
    path: invitation,
    summary: 'What the link alone tells',
    callers: ['anyone'],
    answer: { status: 200, body: signing.invitation },
  },
  {
    service: 'signing',
    method: 'get',
    path: `${invitation}/qr.svg`,
    summary: 'The invitation as a QR code',
    callers: ['anyone'],
    answer: { status: 200, body: 'image/svg+xml' },
  },
  {
    service: 'signing',
    method: 'get',
    path: `${invitation}/document`,
    summary: 'The document to read',
    callers: ['session'],
    answer: { status: 200, body: signing.invitationDocument },
  },
  {
    service: 'signing',
    method: 'get',
    path: `${invitation}/pages/{pageNumber}/image`,
    summary: 'A page as people see it',
    callers: ['session'],
    answer: { status: 200, body: 'image/*' },
  },
  {
    service: 'signing',
    method: 'get',
    path: `${invitation}/pages/{pageNumber}/text`,
    summary: 'Its text',
    callers: ['session'],
    answer: { status: 200, body: upload.pageText },
  },
  {
    service: 'signing',
    method: 'get',
    path: `${invitation}/unsigned.pdf`,
    summary: 'The unsigned document',
    callers: ['session'],
    answer: { status: 200, body: 'application/pdf' },
  },
  {
    service: 'signing',
    method: 'post',
    path: `${invitation}/consents`,
    summary: 'Confirm: read and understood',
    callers: ['session'],
    body: signing.consentRequest,
    answer: { status: 201, body: signing.consentAnswer },
  },
  {
    service: 'signing',
    method: 'post',
    path: `${invitation}/signing-attempts`,
    summary: 'Begin to sign: go to BankID',
    callers: ['session'],
    body: signing.signingAttemptRequest,
    answer: { status: 201, body: signing.signingAttempt },
  },
  {
    service: 'signing',
    method: 'get',
    path: `${invitation}/signing-attempts/{attemptId}`,
    summary: 'How far a signing is',
    callers: ['session'],
    answer: { status: 200, body: signing.signingAttempt },
  },
  {
    service: 'signing',
    method: 'post',
    path: `${invitation}/signing-attempts/{attemptId}/resume`,
    summary: 'Go on with an interrupted signing',
    callers: ['session'],
    answer: { status: 200, body: signing.signingAttempt },
  },
  {
    service: 'signing',
    method: 'get',
    path: `${invitation}/receipt`,
    summary: 'Proof that I have signed',
    callers: ['session'],
    answer: { status: 200, body: signing.receipt },
  },
  {
    service: 'signing',
    method: 'post',
    path: `${invitation}/saved-copies`,
    summary: 'Keep the signed copy',
    callers: ['session'],
    answer: { status: 204 },
  },
  // signing: My documents
  {
    service: 'signing',
    method: 'get',
    path: '/api/documents',
    summary: 'What I have signed or sent',
    callers: ['session'],
    query: signing.documentsQuery,
    answer: { status: 200, body: signing.documentList },
  },
  {
    service: 'signing',
    method: 'get',
    path: '/api/documents/{documentId}',
    summary: 'One of them',
    callers: ['session'],
    answer: { status: 200, body: signing.signedDocument },
  },
  {
    service: 'signing',
    method: 'get',
    path: '/api/documents/{documentId}/signed.pdf',
    summary: 'The signed document',
    callers: ['session'],
    answer: { status: 200, body: 'application/pdf' },
  },
  {
    service: 'signing',
    method: 'post',
    path: '/api/documents/{documentId}/verification',
    summary: 'Check its signatures, with its password where it is locked',
    callers: ['session'],
    answer: { status: 200, body: upload.verification },
  },
  {
    service: 'signing',
    method: 'get',
    path: '/api/documents/{documentId}/receipt.pdf',
    summary: 'A sealed receipt',
    callers: ['session'],
    answer: { status: 200, body: 'application/pdf' },
  },
  // demo only
  {
    service: 'signing',
    method: 'post',
    path: '/api/demo/orders',
    summary: 'Demo: an order from a sample',
    callers: ['anyone'],
    body: signing.createDemoOrderRequest,
    answer: { status: 201, body: signing.order },
  },
  {
    service: 'signing',
    method: 'get',
    path: '/api/demo/mailbox',
    summary: 'Demo: mail that would have been sent',
    callers: ['anyone'],
    answer: { status: 200, body: signing.mailbox },
  },
  {
    service: 'bankid',
    method: 'get',
    path: '/demo/people',
    summary: 'Demo: invented people and their code units',
    callers: ['anyone'],
    answer: { status: 200, body: bankid.demoPeople },
  },
  // vault
  {
    service: 'vault',
    method: 'post',
    path: '/keys',
    summary: 'Make a key',
    callers: ['service'],
    body: vault.createKeyRequest,
    answer: { status: 201, body: vault.createKeyAnswer },
  },
  {
    service: 'vault',
    method: 'get',
    path: '/keys/{credentialId}',
    summary: 'Facts about a key',
    callers: ['service'],
    answer: { status: 200, body: vault.credentialAnswer },
  },
  {
    service: 'vault',
    method: 'put',
    path: '/keys/{credentialId}/certificate',
    summary: 'Give a key its certificate',
    callers: ['service'],
    body: vault.putCertificateRequest,
    answer: { status: 200, body: vault.credentialAnswer },
  },
  {
    service: 'vault',
    method: 'post',
    path: '/keys/{credentialId}/disable',
    summary: 'Disable a key',
    callers: ['service'],
    answer: { status: 200, body: vault.credentialAnswer },
  },
  {
    service: 'vault',
    method: 'post',
    path: '/signatures',
    summary: 'Sign attributes against a single-use activation',
    callers: ['service'],
    body: vault.signatureRequest,
    answer: { status: 200, body: vault.signatureAnswer },
  },
  {
    service: 'vault',
    method: 'post',
    path: '/seals',
    summary: "The organisation's seal",
    callers: ['service'],
    body: vault.sealRequest,
    answer: { status: 200, body: vault.signatureAnswer },
  },
  // trust
  {
    service: 'trust',
    method: 'post',
    path: '/certificates',
    summary: 'Issue a certificate',
    callers: ['service'],
    body: trust.certificateRequest,
    answer: { status: 201, body: trust.certificateAnswer },
  },
  {
    service: 'trust',
    method: 'post',
    path: '/certificates/{issuer}/{serial}/revocation',
    summary: 'Revoke a certificate',
    callers: ['service'],
    body: trust.revocationRequest,
    answer: { status: 204 },
  },
  {
    service: 'trust',
    method: 'get',
    path: '/anchors',
    summary: 'Trust anchors',
    callers: ['anyone'],
    answer: { status: 200, body: trust.trustAnchors },
  },
];
