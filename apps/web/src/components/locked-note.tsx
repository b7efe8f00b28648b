import { Alert, Paragraph } from '@digdir/designsystemet-react';
import type { signing } from '@segl/contracts';
import { useTranslation } from 'react-i18next';

export interface LockedNoteProps {
  /** The sender holds the password; a signer has to ask for it. */
  role: signing.DocumentList['documents'][number]['role'];
}

/** Stands where a locked file can be downloaded: another program will ask for the password that opens it. */
export function LockedNote({ role }: LockedNoteProps) {
  const { t } = useTranslation();
  return (
    <Alert data-color="info" data-size="sm">
      <Paragraph>{t(role === 'sender' ? 'document.lockedSender' : 'document.locked')}</Paragraph>
    </Alert>
  );
}
