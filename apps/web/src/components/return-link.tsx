import { Button } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';

export interface ReturnLinkProps {
  /** Registered with the sender; null where the sender named none. */
  returnUrl: string | null;
  asker: string;
  /** done: signed, or nothing is left to do. leave: it could still be signed. */
  when: 'done' | 'leave';
}

/** The way back to whoever sent the person here, such as their online bank. */
export function ReturnLink({ returnUrl, asker, when }: ReturnLinkProps) {
  const { t } = useTranslation();
  if (returnUrl === null) return null;
  return (
    <Button asChild variant={when === 'done' ? 'primary' : 'tertiary'}>
      <a href={returnUrl}>{when === 'done' ? t('goBack.done', { asker }) : t('goBack.leave', { asker })}</a>
    </Button>
  );
}
