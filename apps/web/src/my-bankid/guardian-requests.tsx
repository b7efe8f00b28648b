import { Heading, Paragraph } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ProblemAlert } from '../components/problem-alert.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDate } from '../lib/format.js';
import { useGuardianRequests } from './use-guardian.js';

/** What waits for the answer of whoever is logged in, as a guardian; nothing where nothing waits. */
export function GuardianRequests() {
  const { t } = useTranslation();
  const language = useLanguage();
  const waiting = useGuardianRequests();
  if (waiting.isError) return <ProblemAlert error={waiting.error} onRetry={() => void waiting.refetch()} />;
  if (waiting.data === undefined || waiting.data.requests.length === 0) return null;
  return (
    <section aria-labelledby="guardian-requests">
      <Heading level={2} data-size="sm" id="guardian-requests">
        {t('guardian.waiting')}
      </Heading>
      <ul className="rows">
        {waiting.data.requests.map(({ id, child, bank, expiresAt }) => (
          <li key={id} className="row">
            <div className="row__main">
              <Link to={`/my-bankid/requests/${id}`} className="row__title">
                {t('guardian.row', { child: child.name, bank: bank.name })}
              </Link>
              <Paragraph data-size="sm" className="row__facts">
                {t('guardian.until', { date: formatDate(language, expiresAt) })}
              </Paragraph>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
