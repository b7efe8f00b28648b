import { Button, Heading, Paragraph, Tag, Textfield } from '@digdir/designsystemet-react';
import { PlusIcon } from '@navikt/aksel-icons';
import type { desk } from '@segl/contracts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyState } from '../components/empty-state.js';
import { Loading } from '../components/loading.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDate } from '../lib/format.js';
import { useCustomers, useWaitingActs } from './desk-api.js';
import { DeskPage, DeskProblem } from './desk-page.js';
import { WaitingActs } from './waiting-acts.js';

/** The desk today: what waits for a second officer, and finding a customer. */
export function BankDeskPage() {
  const { t } = useTranslation();
  return (
    <DeskPage title={t('bankDesk.title')} lead={t('bankDesk.lead')}>
      {(officer) => (
        <>
          <Approvals officer={officer} />
          <FindCustomer officer={officer} />
        </>
      )}
    </DeskPage>
  );
}

function Approvals({ officer }: { officer: desk.Officer }) {
  const { t } = useTranslation();
  const waiting = useWaitingActs();
  return (
    <section className="desk-group" aria-labelledby="approvals">
      <Heading level={2} data-size="xs" id="approvals">
        {t('bankDesk.approvals.title')}
      </Heading>
      {waiting.isPending && <Loading lines={2} />}
      {waiting.isError && <DeskProblem error={waiting.error} onRetry={() => void waiting.refetch()} />}
      {waiting.data?.acts.length === 0 && (
        <Paragraph className="desk-group__none">{t('bankDesk.approvals.none')}</Paragraph>
      )}
      {waiting.data !== undefined && <WaitingActs acts={waiting.data.acts} officer={officer} />}
    </section>
  );
}

function FindCustomer({ officer }: { officer: desk.Officer }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [query, setQuery] = useState('');
  const found = useCustomers(query);
  return (
    <section className="desk-group" aria-labelledby="find-customer">
      <Heading level={2} data-size="xs" id="find-customer">
        {t('bankDesk.find.title')}
      </Heading>
      <form
        role="search"
        className="desk-search"
        onSubmit={(event) => {
          event.preventDefault();
          setQuery(typed.trim());
        }}
      >
        <Textfield
          label={t('bankDesk.find.label')}
          description={t('bankDesk.find.hint')}
          autoComplete="off"
          maxLength={120}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <div className="buttons">
          <Button type="submit" variant="secondary">
            {t('bankDesk.find.button')}
          </Button>
          {officer.roles.includes('clerk') && (
            <Button asChild>
              <Link to="/bank-desk/customers/new">
                <PlusIcon aria-hidden />
                {t('bankDesk.register.title')}
              </Link>
            </Button>
          )}
        </div>
      </form>
      {found.isPending && <Loading />}
      {found.isError && <DeskProblem error={found.error} onRetry={() => void found.refetch()} />}
      {found.data !== undefined && <Found list={found.data} query={query} />}
    </section>
  );
}

function Found({ list, query }: { list: ReturnType<typeof useCustomers>['data'] & object; query: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (list.customers.length === 0) {
    return <EmptyState title={t('bankDesk.find.noneTitle')} text={t('bankDesk.find.noneText')} />;
  }
  return (
    <>
      <Paragraph role="status" data-size="sm">
        {query === ''
          ? t('bankDesk.find.newest')
          : t('bankDesk.find.found', { count: list.customers.length })}
      </Paragraph>
      <ul className="rows">
        {list.customers.map((customer) => (
          <li key={customer.id} className="row">
            <div className="row__main">
              <Link to={`/bank-desk/customers/${customer.id}`} className="row__title">
                {customer.name}
              </Link>
              <Paragraph data-size="sm" className="row__facts">
                {t('bankDesk.born', { date: formatDate(language, customer.birthDate) })}
              </Paragraph>
            </div>
            {customer.ended && <Tag data-color="neutral">{t('bankDesk.customer.ended')}</Tag>}
          </li>
        ))}
      </ul>
      {list.more && <Paragraph>{t('bankDesk.find.more')}</Paragraph>}
    </>
  );
}
