import { Alert, Heading, Textfield } from '@digdir/designsystemet-react';
import type { desk } from '@segl/contracts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { Facts } from '../components/facts.js';
import { Loading } from '../components/loading.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDate, formatDateTime } from '../lib/format.js';
import { ActDialog } from './act-dialog.js';
import { BankIds } from './bankids.js';
import { CodeSources } from './code-sources.js';
import { canAct, type Begun, type CustomerPartProps } from './customer-part.js';
import { useCustomer, useOfficer } from './desk-api.js';
import { DeskPage, DeskProblem } from './desk-page.js';
import { Guardians } from './guardians.js';
import { History } from './history.js';
import { IdentityCheck } from './identity-check.js';
import { WaitingActs } from './waiting-acts.js';

/** One customer of the bank: BankIDs, code units, what waits and what has happened. */
export function CustomerPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const loggedIn = useOfficer();
  const customer = useCustomer(id, { when: loggedIn.data ? 'logged-in' : 'later' });
  return (
    <DeskPage title={customer.data?.name ?? t('bankDesk.customer.title')}>
      {(officer) => (
        <>
          {customer.isPending && <Loading />}
          {customer.isError && <DeskProblem error={customer.error} onRetry={() => void customer.refetch()} />}
          {customer.data !== undefined && <Customer customer={customer.data} officer={officer} />}
          <Link to="/bank-desk" className="back">
            {t('bankDesk.back')}
          </Link>
        </>
      )}
    </DeskPage>
  );
}

function Customer({ customer, officer }: { customer: desk.Customer; officer: desk.Officer }) {
  const { t } = useTranslation();
  const [begun, setBegun] = useState<Begun>();
  const part = { customer, officer, onBegun: setBegun };
  return (
    <>
      <div role="status">
        {begun !== undefined && (
          <Alert data-color={begun.state === 'done' ? 'success' : 'info'}>
            {t(`bankDesk.begun.${begun.state}`, { what: t(`bankDesk.acts.${begun.kind}`) })}
          </Alert>
        )}
      </div>
      {customer.diedOn !== null && <Alert data-color="warning">{t('bankDesk.customer.dead')}</Alert>}
      {customer.ended && <Alert data-color="info">{t('bankDesk.customer.endedText')}</Alert>}
      <div className="columns">
        <div className="columns__main">
          {customer.waiting.length > 0 && (
            <section aria-labelledby="waiting">
              <Heading level={2} data-size="xs" id="waiting">
                {t('bankDesk.approvals.title')}
              </Heading>
              <WaitingActs acts={customer.waiting} officer={officer} />
            </section>
          )}
          <Guardians {...part} />
          <BankIds {...part} />
          <CodeSources {...part} />
          <History history={customer.history} />
        </div>
        <aside className="columns__side" aria-label={t('bankDesk.customer.facts')}>
          <CustomerFacts customer={customer} />
          <IdentityCheck {...part} />
          {canAct(part) && <EndActs {...part} />}
        </aside>
      </div>
    </>
  );
}

function CustomerFacts({ customer }: { customer: desk.Customer }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const has = [
    customer.hasAccount && t('bankDesk.register.hasAccount'),
    customer.hasOnlineBanking && t('bankDesk.register.hasOnlineBanking'),
  ].filter((words) => words !== false);
  return (
    <Facts
      facts={[
        [
          t('bankDesk.customer.birthDate'),
          t('bankDesk.customer.age', {
            date: formatDate(language, customer.birthDate),
            count: customer.age,
          }),
        ],
        [t('bankDesk.register.nationalId'), customer.nationalIdMasked],
        [t('bankDesk.customer.since'), formatDate(language, customer.since)],
        [
          t('bankDesk.customer.endedAt'),
          customer.endedAt === null ? null : formatDateTime(language, customer.endedAt),
        ],
        [
          t('bankDesk.customer.diedOn'),
          customer.diedOn === null ? null : formatDate(language, customer.diedOn),
        ],
        [t('bankDesk.register.has'), has.join(', ')],
      ]}
    />
  );
}

/** What ends everything: apart from the daily acts, and each waits for a second officer. */
function EndActs({ customer, onBegun }: CustomerPartProps) {
  const { t } = useTranslation();
  const [diedOn, setDiedOn] = useState('');
  return (
    <section aria-labelledby="end-acts" className="stack">
      <Heading level={2} data-size="2xs" id="end-acts">
        {t('bankDesk.customer.endActs')}
      </Heading>
      <ActDialog
        customerId={customer.id}
        kind="end-customer"
        act={() => ({ kind: 'end-customer' })}
        danger="yes"
        onBegun={onBegun}
      />
      <ActDialog
        customerId={customer.id}
        kind="record-death"
        act={() => (diedOn === '' ? undefined : { kind: 'record-death', diedOn })}
        danger="yes"
        onBegun={onBegun}
      >
        <Textfield
          type="date"
          className="field-short"
          label={t('bankDesk.customer.diedOn')}
          min={customer.birthDate}
          value={diedOn}
          onChange={(event) => setDiedOn(event.currentTarget.value)}
        />
      </ActDialog>
    </section>
  );
}
