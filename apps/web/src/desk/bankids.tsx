import { Field, Heading, Label, Paragraph, Select, Tag } from '@digdir/designsystemet-react';
import { desk } from '@segl/contracts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Facts } from '../components/facts.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDate, formatDateTime } from '../lib/format.js';
import { ActDialog } from './act-dialog.js';
import { canAct, type CustomerPartProps } from './customer-part.js';

const colours = {
  ordered: 'info',
  active: 'success',
  suspended: 'danger',
  blocked: 'danger',
  expired: 'warning',
} as const;

/** The BankIDs of a customer at this bank, and ordering one where there is none in use. */
export function BankIds(part: CustomerPartProps) {
  const { t } = useTranslation();
  const { bankIds } = part.customer;
  const inUse = bankIds.some(({ state }) => state !== 'blocked' && state !== 'expired');
  return (
    <section aria-labelledby="bankids">
      <Heading level={2} data-size="xs" id="bankids">
        {t('bankDesk.bankIds.title')}
      </Heading>
      {bankIds.length === 0 && <Paragraph>{t('bankDesk.bankIds.none')}</Paragraph>}
      {bankIds.map((bankId) => (
        <OneBankId key={bankId.id} {...part} bankId={bankId} />
      ))}
      {!inUse && canAct(part) && <Order {...part} />}
    </section>
  );
}

function OneBankId({
  bankId,
  customer,
  officer,
  onBegun,
}: CustomerPartProps & { bankId: desk.CustomerBankId }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { id, state, suspension, letterUntil, lastUsedAt } = bankId;
  const to = { customerId: customer.id, onBegun };
  const isInUse = state !== 'blocked' && state !== 'expired';
  return (
    <article
      className="desk-card"
      aria-label={t('bankDesk.bankIds.one', { state: t(`bankDesk.states.${state}`) })}
    >
      <div className="person__head">
        <Heading level={3} data-size="2xs">
          BankID
        </Heading>
        <Tag data-color={colours[state]}>{t(`bankDesk.states.${state}`)}</Tag>
      </div>
      {suspension !== null && <Paragraph>{t(`bankDesk.suspensions.${suspension}`)}</Paragraph>}
      <Facts
        facts={[
          [t('bankDesk.bankIds.validTo'), formatDate(language, bankId.validTo)],
          [
            t('bankDesk.bankIds.lastUsed'),
            lastUsedAt === null ? t('bankDesk.bankIds.neverUsed') : formatDateTime(language, lastUsedAt),
          ],
          [
            t('bankDesk.bankIds.letter'),
            letterUntil === null
              ? null
              : t('bankDesk.bankIds.letterUntil', { date: formatDate(language, letterUntil) }),
          ],
          [t('bankDesk.bankIds.serial'), <code key="serial">{bankId.certificateSerial}</code>],
        ]}
      />
      {isInUse && canAct({ customer, officer }) && (
        <div className="buttons">
          {state === 'suspended' && (
            <ActDialog {...to} kind="reopen-bankid" act={() => ({ kind: 'reopen-bankid', target: id })} />
          )}
          {state === 'active' && (
            <ActDialog {...to} kind="suspend-bankid" act={() => ({ kind: 'suspend-bankid', target: id })} />
          )}
          <ActDialog {...to} kind="reset-password" act={() => ({ kind: 'reset-password', target: id })} />
          <Block {...to} target={id} />
        </div>
      )}
    </article>
  );
}

function Block({
  target,
  ...to
}: { target: string } & Pick<CustomerPartProps, 'onBegun'> & { customerId: string }) {
  const { t } = useTranslation();
  const [ground, setGround] = useState('');
  return (
    <ActDialog
      {...to}
      kind="block-bankid"
      danger="yes"
      act={() => {
        const chosen = desk.blockGround.safeParse(ground);
        return chosen.success ? { kind: 'block-bankid', target, ground: chosen.data } : undefined;
      }}
    >
      <Field>
        <Label>{t('bankDesk.ground')}</Label>
        <Select value={ground} onChange={(event) => setGround(event.currentTarget.value)}>
          <Select.Option value="">{t('bankDesk.choose')}</Select.Option>
          {desk.blockGround.options.map((each) => (
            <Select.Option key={each} value={each}>
              {t(`bankDesk.grounds.${each}`)}
            </Select.Option>
          ))}
        </Select>
      </Field>
    </ActDialog>
  );
}

function Order({ customer, onBegun }: CustomerPartProps) {
  const { t } = useTranslation();
  const units = customer.units.filter(({ state }) => state === 'active');
  const [choice, setChoice] = useState<string>();
  // Until something is chosen: the unit in hand, else a new one by the clock.
  const chosen = choice ?? units[0]?.id ?? 'time';
  if (customer.identityCheck === null) return <Paragraph>{t('bankDesk.bankIds.needsPassport')}</Paragraph>;
  if (!customer.hasAccount || !customer.hasOnlineBanking)
    return <Paragraph>{t('bankDesk.bankIds.needsAccount')}</Paragraph>;
  if (customer.age < desk.adultAge && customer.request?.state !== 'approved')
    return <Paragraph>{t('bankDesk.guardians.first')}</Paragraph>;
  return (
    <ActDialog
      customerId={customer.id}
      onBegun={onBegun}
      kind="order-bankid"
      act={() => {
        const unit = desk.handedOut.safeParse(chosen);
        const codeUnit = unit.success ? { issue: unit.data } : { existing: chosen };
        return { kind: 'order-bankid', codeUnit };
      }}
    >
      <Field>
        <Label>{t('bankDesk.unit.which')}</Label>
        <Select value={chosen} onChange={(event) => setChoice(event.currentTarget.value)}>
          {units.map(({ id, serialNumber }) => (
            <Select.Option key={id} value={id}>
              {t('bankDesk.unit.existing', { serial: serialNumber })}
            </Select.Option>
          ))}
          {customer.handsOut.map((kind) => (
            <Select.Option key={kind} value={kind}>
              {t(`bankDesk.unit.new.${kind}`)}
            </Select.Option>
          ))}
        </Select>
      </Field>
    </ActDialog>
  );
}
