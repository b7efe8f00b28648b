import { Alert, Button, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import type { signing } from '@segl/contracts';
import { useTranslation } from 'react-i18next';
import { Link as RouterLink, useSearchParams } from 'react-router';
import { ApiError } from '../api/api-error.js';
import { loginUrl } from '../api/endpoints.js';
import { useMe } from '../api/use-me.js';
import { Facts } from '../components/facts.js';
import { Loading } from '../components/loading.js';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDate, formatDateTime } from '../lib/format.js';
import { BankIdList } from './bankid-list.js';
import { BankNumbers } from './bank-numbers.js';

const tested = '/test-bankid?tested=1';

/** Anybody finds out whether their BankID works, which bank it is from and until when; or why not, and what to do. */
export function TestPage() {
  const { t } = useTranslation();
  const [query] = useSearchParams();
  const me = useMe();
  const error = query.get('error');
  const person = me.data?.person ?? null;
  const wasTested = query.has('tested');
  return (
    <Page title={t('testBankid.title')} lead={t('testBankid.lead')} width="narrow">
      {me.isPending && <Loading />}
      {me.isError && <ProblemAlert error={me.error} onRetry={() => void me.refetch()} />}
      <div className="stack">
        {error !== null && <Failed code={error} bankIdCode={query.get('bankIdCode')} />}
        {error === null && wasTested && person !== null && <Works person={person} />}
        {(error !== null || !wasTested || person === null) && <Paragraph>{t('testBankid.how')}</Paragraph>}
        <div>
          <Button
            asChild
            {...(wasTested && error === null && person !== null ? { variant: 'secondary' } : {})}
          >
            <a href={loginUrl(tested)}>
              {t(wasTested || error !== null ? 'testBankid.again' : 'testBankid.start')}
            </a>
          </Button>
        </div>
        {error !== null && <BankNumbers />}
        {error === null && wasTested && person !== null && (
          <>
            <section aria-labelledby="test-all">
              <Heading level={2} data-size="xs" id="test-all">
                {t('testBankid.all')}
              </Heading>
              <BankIdList />
            </section>
            <Paragraph>
              <Link asChild>
                <RouterLink to="/my-bankid">{t('testBankid.toHistory')}</RouterLink>
              </Link>
            </Paragraph>
          </>
        )}
      </div>
    </Page>
  );
}

function Works({ person }: { person: NonNullable<signing.Me['person']> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Alert data-color="success" role="status">
      <Heading level={2} data-size="xs">
        {t('testBankid.works')}
      </Heading>
      <Facts
        facts={[
          [t('testBankid.name'), person.name],
          [t('testBankid.bank'), person.bank],
          [
            t('testBankid.validTo'),
            person.bankIdValidTo === undefined ? null : formatDate(language, person.bankIdValidTo),
          ],
          [
            t('testBankid.at'),
            person.provenAt === undefined ? null : formatDateTime(language, person.provenAt),
          ],
        ]}
      />
    </Alert>
  );
}

/** Why BankID did not vouch for whoever tried; the dialog itself named the bank where it may. */
function Failed({ code, bankIdCode }: { code: string; bankIdCode: string | null }) {
  const { t } = useTranslation();
  const error = new ApiError(code, {
    problem: {
      type: 'about:blank',
      title: t('problem.unknown'),
      status: 0,
      code,
      ...(bankIdCode === null ? {} : { bankIdCode }),
    },
  });
  return (
    <>
      <Heading level={2} data-size="xs">
        {t(bankIdCode === '9001' ? 'testBankid.notFinished' : 'testBankid.fails')}
      </Heading>
      <ProblemAlert error={error} />
    </>
  );
}
