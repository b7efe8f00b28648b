export { readBankidConfig, type BankidConfig } from './config.js';
export { BankidError, type BankidErrorCode } from './errors.js';
export { issueBankId, type IssueRequest } from './issuing/issue-bankid.js';
export { type PersonFacts } from './issuing/ensure-person.js';
export { createBankIdService } from './service.js';
