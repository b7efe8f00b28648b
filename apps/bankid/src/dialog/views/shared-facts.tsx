/** @jsxRuntime automatic */
import type { ReactNode } from 'react';
import { bankid } from '@segl/contracts';
import type { DialogFacts } from '../dialog-facts.js';
import type { Translate } from '../texts/translate.js';

/** What a caller outside Segl gets to know: shown on every screen before the proof, which is the person's consent. */
export function SharedFacts({ facts, t }: { facts: DialogFacts; t: Translate }): ReactNode {
  const { clientKind, clientName, shared } = facts;
  if (clientKind === 'own') return null;
  return (
    <div className="named">
      <p>{t('shared.intro', { caller: clientName })}</p>
      <ul>
        <li>{t('shared.identifier')}</li>
        {shared.includes(bankid.scopes.profile) && <li>{t('shared.profile')}</li>}
        {shared.includes(bankid.scopes.nationalId) && <li>{t('shared.nationalId')}</li>}
      </ul>
      <p className="hint">{t('shared.refuse')}</p>
    </div>
  );
}
