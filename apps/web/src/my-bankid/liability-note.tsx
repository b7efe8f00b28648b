import { Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link as RouterLink } from 'react-router';

/** Who bears the loss where a BankID is misused: information, not advice. */
export function LiabilityNote() {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="liability" className="stack">
      <Heading level={2} data-size="xs" id="liability">
        {t('liability.title')}
      </Heading>
      <Paragraph>{t('liability.account')}</Paragraph>
      <Paragraph>{t('liability.other')}</Paragraph>
      <Paragraph data-size="sm">
        {t('liability.information')}{' '}
        <Link asChild>
          <RouterLink to="/help#safety-liability">{t('liability.more')}</RouterLink>
        </Link>
      </Paragraph>
    </section>
  );
}
