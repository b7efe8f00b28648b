import { Button } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'react-router';
import { ApiError } from '../api/api-error.js';
import { ProblemAlert } from '../components/problem-alert.js';

/** Why somebody came back from BankID without what they went for: `?error=` and `?bankIdCode=` in the address. */
export function ReturnNotice() {
  const { t } = useTranslation();
  const [query, setQuery] = useSearchParams();
  const { pathname } = useLocation();
  const code = query.get('error');
  // The page that tests a BankID tells of it in its own words.
  if (code === null || pathname === '/test-bankid') return null;
  const bankIdCode = query.get('bankIdCode');
  const error = new ApiError(code, {
    problem: {
      type: 'about:blank',
      title: t('problem.unknown'),
      status: 0,
      code,
      ...(bankIdCode === null ? {} : { bankIdCode }),
    },
  });
  const close = () => {
    setQuery(
      (now) => {
        now.delete('error');
        now.delete('bankIdCode');
        return now;
      },
      { replace: true },
    );
  };
  return (
    <div className="return-notice">
      <ProblemAlert error={error} />
      <Button variant="tertiary" data-color="neutral" onClick={close}>
        {t('dialog.close')}
      </Button>
    </div>
  );
}
