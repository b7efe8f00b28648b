export {
  appApprovalSeconds,
  appApprovalStates,
  appApprovalTable,
  isAppApprovalOpen,
  transitionAppApproval,
  type AppApprovalEvent,
  type AppApprovalFacts,
  type AppApprovalRefusal,
  type AppApprovalState,
} from './app-approvals.js';
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
export {
  documentKinds,
  kindsNotSignable,
  looksLikeWill,
  pagesLookedAtForWill,
  willRefusal,
  type DocumentKind,
} from './document-kinds.js';
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
  endOf,
  suspensionReasons,
  transitionBankId,
  type BankIdEvent,
  type BankIdFacts,
  type BankIdRefusal,
  type BankIdState,
  type SuspensionReason,
} from './bankid-states.js';
export {
  adviseRenewal,
  isMeant,
  renewalOfferDays,
  type RenewableBankId,
  type RenewalAdvice,
  type RenewalDemand,
} from './renewal.js';
export {
  ageOfMajority,
  ageOn,
  judgeAge,
  minorRules,
  type AgeVerdict,
  type MinorRule,
  type OrderChannel,
} from './young-people.js';
export {
  bankActKinds,
  beginDeskAct,
  deskActKinds,
  deskDecisionRefusal,
  deskRoles,
  fourEyesActs,
  leavesNoAdministrator,
  type BankActKind,
  type DeskActFacts,
  type DeskActKind,
  type DeskOfficer,
  type DeskRefusal,
  type DeskRole,
} from './desk-acts.js';
export {
  codesLeft,
  codesOnCard,
  codeSourceKinds,
  codeUnitKinds,
  eventLookAhead,
  fewCodesLeft,
  isCardRunningOut,
  nextCardNumber,
  resynchronisationLookAhead,
  resynchronisationSteps,
  spendCardNumber,
  timeStepsAside,
  type CodeCardFacts,
  type CodeSourceKind,
  type CodeUnitKind,
} from './code-sources.js';
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
export {
  checkDigit,
  inZoneLetters,
  isNameInZone,
  readPassport,
  writePassport,
  type Passport,
  type PassportFault,
  type PassportResult,
} from './passport.js';
