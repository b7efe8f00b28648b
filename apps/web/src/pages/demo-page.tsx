import { Alert, Paragraph } from '@digdir/designsystemet-react';
import { bankid } from '@segl/contracts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { getJson } from '../api/client.js';
import { endpoints } from '../api/endpoints.js';
import { CodeUnit } from '../components/code-unit.js';
import { Loading } from '../components/loading.js';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { DemoDesk } from '../desk/demo-desk.js';

/** Demonstration only: invented people with the simulated code units they hold in their hands. */
export function DemoPage() {
  const { t } = useTranslation();
  const people = useQuery({
    queryKey: ['demo-people'],
    queryFn: async ({ signal }) => ({
      ...(await getJson(bankid.demoPeople, endpoints.demoPeople, { signal })),
      askedAt: Date.now(),
    }),
    refetchInterval: 5_000,
    staleTime: 0,
  });
  return (
    <Page title={t('demo.title')} lead={t('demo.lead')}>
      <Alert data-color="info">
        <Paragraph>{t('demo.why')}</Paragraph>
      </Alert>
      {people.isPending && <Loading />}
      {people.isError && <ProblemAlert error={people.error} onRetry={() => void people.refetch()} />}
      {people.data !== undefined && (
        <ul className="people">
          {people.data.people.map((person) => (
            <li key={person.sub}>
              <CodeUnit person={person} askedAt={people.data.askedAt} onEnded={() => void people.refetch()} />
            </li>
          ))}
        </ul>
      )}
      <DemoDesk />
    </Page>
  );
}
