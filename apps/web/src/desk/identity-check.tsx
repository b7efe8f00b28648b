import { Button, Heading, Paragraph, Textfield } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Facts } from '../components/facts.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDate, formatDateTime } from '../lib/format.js';
import { canAct, type CustomerPartProps } from './customer-part.js';
import { useIdentityCheck } from './desk-api.js';
import { DeskProblem } from './desk-page.js';

/** The last meeting with a passport, and recording one. */
export function IdentityCheck(part: CustomerPartProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { identityCheck: check } = part.customer;
  return (
    <section aria-labelledby="passport" className="stack">
      <Heading level={2} data-size="2xs" id="passport">
        {t('bankDesk.passport.title')}
      </Heading>
      {check === null ? (
        <Paragraph>{t('bankDesk.passport.none')}</Paragraph>
      ) : (
        <Facts
          facts={[
            [t('bankDesk.passport.met'), formatDateTime(language, check.metAt)],
            [t('bankDesk.passport.officer'), check.officer],
            [t('bankDesk.passport.state'), check.issuingState],
            [t('bankDesk.passport.expires'), formatDate(language, check.passportExpiresOn)],
          ]}
        />
      )}
      {canAct(part) && <PassportForm {...part} />}
    </section>
  );
}

function PassportForm({ customer, onBegun }: CustomerPartProps) {
  const { t } = useTranslation();
  const check = useIdentityCheck(customer.id);
  const [zone, setZone] = useState('');
  const [tried, setTried] = useState(false);
  const isMissing = zone.trim() === '';
  return (
    <>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (isMissing) return;
          check.mutate(zone, {
            onSuccess: () => {
              setZone('');
              setTried(false);
              onBegun({ kind: 'record-identity-check', state: 'done' });
            },
          });
        }}
      >
        <Textfield
          multiline
          rows={4}
          className="desk-zone"
          label={t('bankDesk.passport.zone')}
          description={t('bankDesk.passport.zoneHint')}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={200}
          value={zone}
          error={tried && isMissing ? t('bankDesk.needed') : undefined}
          onChange={(event) => setZone(event.currentTarget.value)}
        />
        <div>
          <Button type="submit" variant="secondary" loading={check.isPending}>
            {t('bankDesk.passport.button')}
          </Button>
        </div>
      </form>
      {check.isError && <DeskProblem error={check.error} />}
    </>
  );
}
