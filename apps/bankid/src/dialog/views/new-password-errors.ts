import type { DialogFacts } from '../dialog-facts.js';
import type { Translate } from '../texts/translate.js';

/** What is wrong with a new password, each beside its own field. */
export function newPasswordErrors(
  { notice }: Pick<DialogFacts, 'notice'>,
  t: Translate,
): { newPassword: string | undefined; repeated: string | undefined } {
  const none = { newPassword: undefined, repeated: undefined };
  switch (notice) {
    case 'password-not-repeated':
      return { ...none, repeated: t(`life.error.${notice}`) };
    case 'password-too-short':
    case 'password-too-long':
    case 'password-too-simple':
    case 'password-too-common':
    case 'password-holds-birth-date':
    case 'password-same':
      return { ...none, newPassword: t(`life.error.${notice}`) };
    default:
      return none;
  }
}
