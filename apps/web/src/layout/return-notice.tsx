import { Button } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { ApiError } from '../api/api-error.js';
import { ProblemAlert } from '../components/problem-alert.js';

/** Why somebody came back from BankID without what they went for: `?error=` and `?bankIdCode=` in the address. */
export function ReturnNotice() {
  const { t } = useTranslation();
  const [query, setQuery] = useSearchParams();
  const code = query.get('error');
  if (code === null) return null;
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
