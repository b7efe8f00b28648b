import type { desk } from '@segl/contracts';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.js';
import { formatDate } from '../lib/format.js';

/** The officer or campaign that an act is about, in a sentence: what a second officer agrees to. */
export function ActSubject({ act: { officer, campaign } }: { act: desk.Act }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (officer !== null) {
    const roles = officer.roles.map((role) => t(`bankDesk.roles.${role}`)).join(', ');
    return <>{t('bankDesk.officers.subject', { name: officer.name, username: officer.username, roles })} </>;
  }
  if (campaign === null) return null;
  const { reason, issuedUntil, renewBy, algorithm } = campaign;
  return (
    <>
      {t('bankDesk.campaigns.subject', {
        reason,
        issuedUntil: formatDate(language, issuedUntil),
        renewBy: formatDate(language, renewBy),
        algorithm: algorithm ?? t('bankDesk.campaigns.anyAlgorithm'),
      })}{' '}
    </>
  );
}
