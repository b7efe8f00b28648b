import { Alert, Button, Dialog, Heading, Paragraph } from '@digdir/designsystemet-react';
import { MobileIcon } from '@navikt/aksel-icons';
import { QRCodeSVG } from 'qrcode.react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isLoopback } from '../lib/loopback.js';

/** Hands reading and signing over to the phone: the invitation's address as a QR code. */
export function PhoneDialog({ link }: { link: string }) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const address = `${window.location.origin}/sign/${link}`;
  return (
    <>
      <Button variant="tertiary" className="phone-button" onClick={() => dialog.current?.showModal()}>
        <MobileIcon aria-hidden />
        {t('phone.open')}
      </Button>
      <Dialog ref={dialog} closeButton={t('dialog.close')} closedby="any" aria-labelledby="phone-title">
        <Heading level={2} data-size="sm" id="phone-title">
          {t('phone.title')}
        </Heading>
        {isLoopback(window.location.hostname) && (
          <Alert data-color="warning" className="phone-local">
            <Paragraph>{t('phone.local')}</Paragraph>
          </Alert>
        )}
        <Paragraph>{t('phone.text')}</Paragraph>
        <div className="qr">
          <QRCodeSVG value={address} size={220} marginSize={4} title={t('phone.code')} />
        </div>
        <Paragraph data-size="sm" className="qr__address">
          {address}
        </Paragraph>
      </Dialog>
    </>
  );
}
