import type { bankidApp } from '@segl/contracts';
import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import { formatDateTime, unbroken } from '../../lib/format.js';

/** Says why the app no longer works here, and how it does again. */
export function EndedNote({
  device,
  onActivate,
}: {
  device: bankidApp.AppDevice;
  onActivate: () => Promise<void>;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const reason = device.endReason ?? 'bank';
  const values = { bank: device.bank.name, phone: unbroken(device.bank.phone) };
  return (
    <div className="stack">
      <Alert data-color={reason === 'holder' ? 'info' : 'warning'} role="alert">
        <Heading level={1} data-size="xs">
          {t(`bankidApp.ended.${reason}.title`)}
        </Heading>
        <Paragraph>{t(`bankidApp.ended.${reason}.text`, values)}</Paragraph>
        {device.endedAt !== null && (
          <Paragraph data-size="sm">
            {t('bankidApp.ended.at', { when: formatDateTime(language, device.endedAt) })}
          </Paragraph>
        )}
      </Alert>
      <Paragraph>{t('bankidApp.ended.again')}</Paragraph>
      <div>
        <Button onClick={() => void onActivate()}>{t('bankidApp.ended.activate')}</Button>
      </div>
    </div>
  );
}
