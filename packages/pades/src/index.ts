export {
  PadesError,
  type CmsErrorCode,
  type KeyErrorCode,
  type LtvErrorCode,
  type PadesErrorCode,
  type PadesErrorOptions,
  type PdfErrorCode,
  type RevocationErrorCode,
  type SignErrorCode,
  type TimestampErrorCode,
} from './errors.js';
export type {
  CmsSigner,
  CommitmentType,
  CustomAttribute,
  DigestAlgorithm,
  SignatureAlgorithm,
  SignaturePolicy,
  SignaturePolicyNotice,
  SignedAttributesInput,
  SignedDataInput,
  SignerLocation,
} from './cms/types.js';
export { concatenated, fromBytes, openFile, type ByteSource, type DocumentInput } from './pdf/byte-source.js';
export {
  PdfDict,
  PdfName,
  PdfRef,
  PdfStream,
  PdfString,
  type PdfArray,
  type PdfObject,
} from './pdf/objects.js';
export type {
  ActiveContent,
  DocumentPermissions,
  DocumentReport,
  EarlierSignature,
  FieldLock,
  PageReport,
  Refusal,
  SignatureFieldReport,
} from './sign/report.js';
export type {
  ByteRange,
  DocumentToBeSigned,
  DocumentToBeSignedState,
  Handwriting,
  Increment,
  Language,
  NewFieldLock,
  NewFieldOptions,
  PrefixHash,
  PrepareDocumentOptions,
  PrepareSignatureOptions,
  PreparedDocument,
  Rect,
  SealAppearance,
  SignatureAnnouncement,
  SignaturePageOptions,
  SignatureSlot,
  SlotPlacement,
  SignedDocument,
  WriteOptions,
} from './sign/types.js';
export {
  decodeOctetString,
  decodeSignedAttributes,
  encodeOctetString,
  encodeSignedAttributes,
  type DecodedAttribute,
  type DecodedSignedAttributes,
} from './cms/signed-attributes.js';
export { addSignatureTimestamp, assembleSignedData } from './cms/signed-data.js';
export {
  parseSignedData,
  type ParsedSignedData,
  type ParsedSignerInfo,
  type SignerIdentifier,
} from './cms/parse-signed-data.js';
export {
  createCadesSignature,
  type CadesSignatureOptions,
  type TimestampSource,
} from './cms/create-signature.js';
export {
  createExternalSigner,
  signerIdentity,
  type ExternalSignerInput,
  type SignerIdentity,
  type SignerIdentityInput,
  type SigningRequest,
} from './keys/external-signer.js';
export type { SignerOptions } from './keys/key-algorithms.js';
export { signerFromCsc, type CscAuthorizationRequest, type CscSignerOptions } from './keys/csc.js';
export type { CscApiVersion, CscServiceOptions } from './keys/csc-client.js';
export type { SecretSource } from './keys/secret-source.js';
export type { CscCredential } from './keys/csc-credential.js';
export { createKeySigner, type KeySignerInput, type LocalKeyOptions } from './keys/key-signer.js';
export { signerFromPem, type PemSignerOptions } from './keys/pem.js';
export { signerFromPkcs11, type Pkcs11Signer, type Pkcs11SignerOptions } from './keys/pkcs11.js';
export {
  openPkcs11KeyStore,
  type Pkcs11DigestRequest,
  type Pkcs11KeyAlgorithm,
  type Pkcs11KeyStore,
  type Pkcs11KeyStoreOptions,
} from './keys/pkcs11-key-store.js';
export type { Pkcs11Loader } from './keys/pkcs11-module.js';
export type { PinSource, TokenChoice } from './keys/pkcs11-session.js';
export { signerFromPkcs12 } from './keys/pkcs12.js';
export { createSignpdfSigner } from './keys/signpdf-signer.js';
export {
  parseCertificate,
  readCertificateFile,
  serialNumberHex,
  type Certificate,
  type CertificateExtension,
} from './x509/certificate.js';
export { formatName, nameValue, type DistinguishedName, type NameAttribute } from './x509/name.js';
export {
  findPath,
  requirePath,
  type CertificatePurpose,
  type PathFault,
  type PathFaultCode,
  type PathOptions,
  type PathResult,
} from './x509/path.js';
export {
  createTimestampClient,
  requestTimestamp,
  type TimestampClientOptions,
  type TimestampRequestOptions,
  type TimestampServer,
  type VerifiedTimestamp,
} from './timestamp/client.js';
export { createTimestampToken } from './timestamp/create-token.js';
export {
  encodeTimestampRequest,
  encodeTimestampResponse,
  parseTimestampRequest,
  parseTimestampResponse,
  type TimestampFailure,
  type TimestampRequest,
  type TimestampResponse,
} from './timestamp/messages.js';
export { parseTimestampToken, verifyTimestampToken, type TimestampToken } from './timestamp/token.js';
export type { Accuracy, MessageImprint, TstInfo } from './timestamp/tst-info.js';
export {
  openDocument,
  type OpenOptions,
  type PdfDocument,
  type PdfRevision,
  type PdfView,
} from './pdf/document.js';
export { passwordBytes } from './pdf/crypt/passwords.js';
export type { DocumentEncryption } from './pdf/crypt/encryption.js';
export type { ParseMode } from './pdf/lexer.js';
export {
  listSignatureFields,
  locateSignature,
  type SignatureField,
  type SignatureLocation,
  type SignatureValue,
} from './pdf/signature-fields.js';
export type { PdfRepair } from './pdf/xref-chain.js';
export type { HttpOptions } from './revocation/http.js';
export type { CertificateStatus, RevocationReason } from './revocation/certificate-status.js';
export {
  createHttpResolver,
  fetchCrl,
  fetchIssuer,
  fetchOcsp,
  type OcspRequestOptions,
  type RevocationResolver,
  type StatusRequest,
} from './revocation/client.js';
export { createCachingResolver, type CacheLimits } from './revocation/caching-resolver.js';
export { parseCrl, verifyCrl, type CertificateList } from './revocation/crl.js';
export { parseOcspResponse, verifyOcspResponse, type OcspResponse } from './revocation/ocsp-response.js';
export type { BaselineFinding } from './cms/accept-cms.js';
export {
  completeDeferred,
  prepareDeferred,
  type CompleteDeferredOptions,
  type DeferredOutcome,
  type DeferredSignature,
  type PrepareDeferredOptions,
} from './sign/deferred.js';
export type { DeferredSignatureState } from './sign/deferred-state.js';
export { embedSignature } from './sign/embed-signature.js';
export { prepareDocument } from './sign/prepare-document.js';
export { prepareSignature, restoreDocumentToBeSigned } from './sign/prepare-signature.js';
export {
  estimateContentsBytes,
  signDocument,
  type SignDocumentOptions,
  type SignedToLevel,
} from './sign/sign-document.js';
export { extendDocument } from './ltv/extend-document.js';
export { timestampDocument } from './ltv/timestamp-document.js';
export type {
  ExtendDocumentOptions,
  ExtendedDocument,
  ExtensionLevel,
  ExtensionStep,
  TimestampDocumentOptions,
  TimestampedDocument,
  ValidationDataOptions,
} from './ltv/types.js';
export { cmsFromSignpdfSigner, prepareForSignpdf, type SignpdfCms } from './sign/signpdf.js';
export {
  layOutSeals,
  placeOnPage,
  shownSize,
  type PageGeometry,
  type SealGridOptions,
  type ShownBox,
} from './sign/lay-out-seals.js';
export { subsettingFontkit } from './appearance/subsetting-fontkit.js';
export { verifyDocument, type VerifyOptions } from './verify/verify-document.js';
export {
  describeRevisions,
  type RevisionReport,
  type RevisionSignature,
} from './verify/describe-revisions.js';
export type { FindingCode } from './verify/findings.js';
export type {
  BaselineLevel,
  Coverage,
  Finding,
  Modification,
  SignatureReport,
  SignerReport,
  VerificationReport,
} from './verify/report.js';
export { inspectDocument, requireSignable, type InspectOptions } from './sign/inspect-document.js';
export {
  checkBaseline,
  checkCmsBaseline,
  type BaselineConformance,
  type CheckBaselineOptions,
  type CheckCmsBaselineOptions,
  type SignatureConformance,
} from './conformance/check-baseline.js';
export type { ConformanceCode, ConformanceFinding } from './conformance/requirements.js';
