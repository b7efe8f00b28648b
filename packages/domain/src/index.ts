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
