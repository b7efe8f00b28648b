import { Tag } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';

const colours = {
  preparing: 'info',
  open: 'info',
  completed: 'success',
  cancelled: 'neutral',
  expired: 'warning',
  failed: 'danger',
  waiting: 'neutral',
  invited: 'info',
  opened: 'info',
  signed: 'success',
} as const;

/** State of an order or a party: colour and words, never colour alone. */
export function StatusTag({ kind, state }: { kind: 'order' | 'party'; state: keyof typeof colours }) {
  const { t } = useTranslation();
  return <Tag data-color={colours[state]}>{t(`state.${kind}.${state}`)}</Tag>;
}
