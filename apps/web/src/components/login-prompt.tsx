import { Button, Card, Heading, Paragraph } from '@digdir/designsystemet-react';
import { ShieldLockIcon } from '@navikt/aksel-icons';
import { useTranslation } from 'react-i18next';
import { loginUrl } from '../api/endpoints.js';

/** Explains why a log-in is needed here, and offers it. */
export function LoginPrompt({ title, why, returnTo }: { title: string; why: string; returnTo: string }) {
  const { t } = useTranslation();
  return (
    <Card className="login-prompt">
      <ShieldLockIcon aria-hidden className="login-prompt__icon" />
      <Heading level={2} data-size="sm">
        {title}
      </Heading>
      <Paragraph>{why}</Paragraph>
      <Paragraph>{t('login.needs')}</Paragraph>
      <Button asChild>
        <a href={loginUrl(returnTo)}>{t('login.button')}</a>
      </Button>
    </Card>
  );
}
