import { Alert, Heading, Paragraph } from '@digdir/designsystemet-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { asApiError } from '../../api/api-error.js';
import { problemWords } from '../../lib/problem-words.js';

/** Says what happened, whether anything was lost, and what to do; the code leads to the list of codes. */
export function AppProblem({ error, children }: { error: unknown; children?: ReactNode }) {
  const { t, i18n } = useTranslation();
  const words = problemWords(asApiError(error), t, (key) => i18n.exists(key));
  return (
    <Alert data-color="danger" role="alert" className="problem">
      <Heading level={2} data-size="2xs">
        {words.title}
      </Heading>
      <Paragraph>{words.advice}</Paragraph>
      <Paragraph data-size="sm" className="problem__code">
        <a href={`/help/errors#${words.code}`}>
          {t('problem.code', {
            code: words.bankIdCode === null ? words.code : `${words.code}, BankID ${words.bankIdCode}`,
          })}
        </a>
        {words.requestId !== null && <span> {t('problem.request', { id: words.requestId })}</span>}
      </Paragraph>
      {children}
    </Alert>
  );
}
