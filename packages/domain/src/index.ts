export {
  attemptStates,
  attemptTable,
  isFinalAttemptState,
  resumableAttemptStates,
  transitionAttempt,
  type AttemptEvent,
  type AttemptFacts,
  type AttemptRefusal,
  type AttemptState,
} from './attempt-states.js';
export {
  consentStatement,
  currentStatementVersion,
  hasReachedEnd,
  type Capacity,
  type ConfirmedDocument,
  type ConsentRecord,
  type ConsentStatement,
  type PageShown,
  type StatementLanguage,
} from './consent.js';
export {
  addDays,
  daysAhead,
  deadlineDays,
  deadlineTimeZone,
  endOfDayInOslo,
  isDeadlineAllowed,
  osloDate,
} from './deadline.js';
export { isSameName, nameWords } from './name-match.js';
export {
  orderStates,
  orderTable,
  reduceOrder,
  transitionOrder,
  type OrderEvent,
  type OrderFacts,
  type OrderRefusal,
  type OrderState,
} from './order-states.js';
export { isOrganisationNumber, organisationNumberCheckDigit } from './organisation-number.js';
export {
  partyStates,
  partyTable,
  transitionParty,
  type PartyEvent,
  type PartyRefusal,
  type PartyState,
} from './party-states.js';
export type { TransitionResult, TransitionRow } from './transition.js';
export {
  bankIdStates,
  bankIdTable,
  bankIdValidityYears,
  bankIdValidTo,
  effectiveBankIdState,
  suspensionReasons,
  transitionBankId,
  type BankIdEvent,
  type BankIdFacts,
  type BankIdRefusal,
  type BankIdState,
  type SuspensionReason,
} from './bankid-states.js';
export {
  codeToPasswordSeconds,
  dialogSeconds,
  judgeWrongTry,
  noWrongTries,
  wrongCodesAllowedPerDevice,
  wrongTriesAllowed,
  type GuessedFactor,
  type WrongTries,
  type WrongTryVerdict,
} from './lockout.js';
export {
  makeNationalIdentityNumber,
  maskNationalIdentityNumber,
  parseNationalIdentityNumber,
  type NationalIdentityNumber,
  type NationalIdentityNumberFault,
  type NationalIdentityNumberKind,
  type NationalIdentityNumberParts,
  type NationalIdentityNumberResult,
} from './national-identity-number.js';
