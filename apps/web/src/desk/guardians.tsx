import { Alert, Heading, Paragraph, Textfield } from '@digdir/designsystemet-react';
import { desk } from '@segl/contracts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.js';
import { formatDate, formatDateTime } from '../lib/format.js';
import { ActDialog } from './act-dialog.js';
import { canAct, type CustomerPartProps } from './customer-part.js';
import { useCustomers } from './desk-api.js';

/** Of a customer under 18: who may say yes, and how far the order has come. Nothing for anybody of age. */
export function Guardians(part: CustomerPartProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { customer, onBegun } = part;
  if (customer.age >= desk.adultAge) return null;
  const inUse = customer.bankIds.some(({ state }) => state !== 'blocked' && state !== 'expired');
  const isOpen = customer.request?.state === 'awaiting-guardian' || customer.request?.state === 'approved';
  const mayAsk = canAct(part) && !inUse && !isOpen && customer.guardians.length > 0;
  return (
    <section aria-labelledby="guardians" className="stack">
      <Heading level={2} data-size="xs" id="guardians">
        {t('bankDesk.guardians.title')}
      </Heading>
      <Paragraph>{t('bankDesk.guardians.lead')}</Paragraph>
      {customer.guardians.length === 0 && <Paragraph>{t('bankDesk.guardians.none')}</Paragraph>}
      <ul className="rows">
        {customer.guardians.map(({ id, name, email, since }) => (
          <li key={id} className="row">
            <div className="row__main">
              <p className="row__title">{name}</p>
              <Paragraph data-size="sm" className="row__facts">
                {t('bankDesk.guardians.since', { email, date: formatDate(language, since) })}
              </Paragraph>
            </div>
            {canAct(part) && (
              <ActDialog
                customerId={customer.id}
                kind="end-guardian"
                of={name}
                act={() => ({ kind: 'end-guardian', target: id })}
                onBegun={onBegun}
              />
            )}
          </li>
        ))}
      </ul>
      <RequestState {...part} />
      {canAct(part) && (
        <div className="buttons">
          {mayAsk && (
            <ActDialog
              customerId={customer.id}
              kind="ask-guardian"
              act={() => ({ kind: 'ask-guardian' })}
              onBegun={onBegun}
            />
          )}
          <RecordGuardian {...part} />
        </div>
      )}
    </section>
  );
}

const colours = {
  'awaiting-guardian': 'info',
  approved: 'success',
  issued: 'success',
  refused: 'warning',
  withdrawn: 'info',
  lapsed: 'warning',
} as const;

/** Waits, approved by whom, refused, withdrawn, lapsed: and withdrawing what waits. */
function RequestState(part: CustomerPartProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { customer, onBegun } = part;
  const { request } = customer;
  if (request === null) return null;
  const { id, state, guardian, expiresAt } = request;
  const isOpen = state === 'awaiting-guardian' || state === 'approved';
  return (
    <>
      <Alert data-color={colours[state]}>
        {t(`bankDesk.guardians.states.${state}`, {
          name: guardian,
          time: formatDateTime(language, request.answeredAt ?? request.createdAt),
          until: formatDate(language, expiresAt),
        })}
      </Alert>
      {isOpen && canAct(part) && (
        <div>
          <ActDialog
            customerId={customer.id}
            kind="withdraw-request"
            act={() => ({ kind: 'withdraw-request', target: id })}
            onBegun={onBegun}
          />
        </div>
      )}
    </>
  );
}

/** The guardian is found among the bank's own customers by the number of their papers. */
function RecordGuardian({ customer, onBegun }: CustomerPartProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState({ nationalId: '', email: '' });
  const nationalId = typed.nationalId.replace(/\s/g, '');
  const isNumber = /^\d{11}$/.test(nationalId);
  const found = useCustomers(isNumber ? nationalId : '');
  const guardian = isNumber ? found.data?.customers[0] : undefined;
  const isUnknown = isNumber && found.isSuccess && guardian === undefined;
  return (
    <ActDialog
      customerId={customer.id}
      kind="record-guardian"
      act={() => {
        const address = desk.guardianEmail.safeParse(typed.email.trim());
        return guardian === undefined || !address.success
          ? undefined
          : { kind: 'record-guardian', target: guardian.id, email: address.data };
      }}
      onBegun={onBegun}
    >
      <Textfield
        label={t('bankDesk.guardians.nationalId')}
        description={t('bankDesk.guardians.nationalIdHint')}
        inputMode="numeric"
        autoComplete="off"
        className="field-short"
        value={typed.nationalId}
        error={isUnknown ? t('bankDesk.guardians.unknown') : undefined}
        onChange={(event) => setTyped({ ...typed, nationalId: event.currentTarget.value })}
      />
      <Paragraph role="status">
        {guardian !== undefined && t('bankDesk.guardians.found', { name: guardian.name })}
      </Paragraph>
      <Textfield
        type="email"
        label={t('bankDesk.guardians.email')}
        autoComplete="off"
        value={typed.email}
        onChange={(event) => setTyped({ ...typed, email: event.currentTarget.value })}
      />
    </ActDialog>
  );
}
