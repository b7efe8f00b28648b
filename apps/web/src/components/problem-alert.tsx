import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { asApiError } from '../api/api-error.js';
import { loginUrl } from '../api/endpoints.js';
import { problemWords, type ProblemWords } from '../lib/problem-words.js';

export interface ProblemAlertProps {
  /** What was thrown, or problem details carried by an answer. */
  error: unknown;
  /** Offered when trying again may help. */
  onRetry?: (() => void) | undefined;
}

/** Words for an error in the reader's language: what happened, and what to do. */
export function useProblemWords(): (error: unknown) => ProblemWords {
  const { t, i18n } = useTranslation();
  return (error) => problemWords(asApiError(error), t, (key) => i18n.exists(key));
}

/** What people chose themselves, or only have to answer, is told, not warned of. */
const noFaults = new Set(['signing.proof-cancelled', 'bankid.cancelled', 'upload.password-required']);

/** Says what happened, whether anything was lost, and what to do. */
export function ProblemAlert({ error, onRetry }: ProblemAlertProps) {
  const { t } = useTranslation();
  const words = useProblemWords()(error);
  const { pathname, search } = useLocation();
  return (
    <Alert data-color={noFaults.has(words.code) ? 'info' : 'danger'} role="alert" className="problem">
      <Heading level={2} data-size="2xs">
        {words.title}
      </Heading>
      <Paragraph>{words.advice}</Paragraph>
      <Paragraph data-size="sm" className="problem__code">
        <Link to={`/help/errors#${words.code}`}>
          {t('problem.code', {
            code: words.bankIdCode === null ? words.code : `${words.code}, BankID ${words.bankIdCode}`,
          })}
        </Link>
        {words.requestId !== null && <span> {t('problem.request', { id: words.requestId })}</span>}
      </Paragraph>
      {words.code === 'signing.login-required' && (
        <Button asChild data-color="accent">
          <a href={loginUrl(`${pathname}${search}`)}>{t('login.button')}</a>
        </Button>
      )}
      {onRetry !== undefined && words.code !== 'signing.login-required' && (
        <Button variant="secondary" onClick={onRetry}>
          {t('problem.retry')}
        </Button>
      )}
    </Alert>
  );
}
