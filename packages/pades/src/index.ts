export {
  PadesError,
  type CmsErrorCode,
  type KeyErrorCode,
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
  Increment,
  Language,
  NewFieldOptions,
  PrefixHash,
  PrepareDocumentOptions,
  PrepareSignatureOptions,
  PreparedDocument,
  Rect,
  SealAppearance,
  SignaturePageOptions,
  SignatureSlot,
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
