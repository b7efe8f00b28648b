export { PadesError, type PadesErrorCode } from './errors.js';
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
