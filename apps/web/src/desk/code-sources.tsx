import { Field, Heading, Label, Paragraph, Select, Tag, Textfield } from '@digdir/designsystemet-react';
import { desk } from '@segl/contracts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActDialog } from './act-dialog.js';
import { canAct, type CustomerPartProps } from './customer-part.js';

const colours = { active: 'success', blocked: 'danger', replaced: 'neutral', 'used-up': 'neutral' } as const;

/** Code units and cards of a customer at this bank. Not everybody who has one has a BankID. */
export function CodeSources(part: CustomerPartProps) {
  const { t } = useTranslation();
  const { units } = part.customer;
  return (
    <section aria-labelledby="code-sources">
      <Heading level={2} data-size="xs" id="code-sources">
        {t('bankDesk.unit.title')}
      </Heading>
      {units.length === 0 ? (
        <Paragraph>{t('bankDesk.unit.none')}</Paragraph>
      ) : (
        <ul className="rows">
          {units.map((unit) => (
            <li key={unit.id} className="row">
              <div className="row__main">
                <p className="row__title">
                  <span className="row__serial">{unit.serialNumber}</span>
                </p>
                <Paragraph data-size="sm" className="row__facts">
                  {t(`bankDesk.unit.kinds.${unit.unit ?? 'card'}`)}
                  {unit.state === 'active' && unit.codesLeft !== null && (
                    <>. {t('bankDesk.unit.codesLeft', { count: unit.codesLeft })}</>
                  )}
                </Paragraph>
                {unit.runningOut && <Paragraph data-size="sm">{t('bankDesk.unit.runningOut')}</Paragraph>}
              </div>
              <Tag data-color={colours[unit.state]}>{t(`bankDesk.unit.states.${unit.state}`)}</Tag>
              {(unit.state === 'active' || unit.state === 'used-up') && canAct(part) && (
                <UnitActs {...part} unit={unit} />
              )}
            </li>
          ))}
        </ul>
      )}
      {canAct(part) && (
        <div>
          <Issue {...part} replaces={null} />
        </div>
      )}
    </section>
  );
}

function UnitActs({ unit, ...part }: CustomerPartProps & { unit: desk.CustomerUnit }) {
  const { customer, onBegun } = part;
  const to = { customerId: customer.id, onBegun, of: unit.serialNumber };
  return (
    <div className="buttons">
      {unit.kind === 'code-unit' && <Resynchronise {...part} unit={unit} />}
      <Issue {...part} replaces={unit} />
      {unit.state === 'active' && (
        <ActDialog
          {...to}
          kind="block-code-source"
          danger="yes"
          act={() => ({ kind: 'block-code-source', target: unit.id })}
        />
      )}
    </div>
  );
}

function Issue({ customer, onBegun, replaces }: CustomerPartProps & { replaces: desk.CustomerUnit | null }) {
  const { t } = useTranslation();
  const [unit, setUnit] = useState<string>(
    replaces?.kind === 'code-card' ? 'card' : (replaces?.unit ?? 'time'),
  );
  return (
    <ActDialog
      customerId={customer.id}
      onBegun={onBegun}
      kind="issue-code-source"
      {...(replaces === null ? {} : { of: replaces.serialNumber })}
      act={() => ({
        kind: 'issue-code-source',
        unit: desk.handedOut.parse(unit),
        replaces: replaces?.id ?? null,
      })}
    >
      {replaces !== null && (
        <Paragraph>{t('bankDesk.unit.replaces', { serial: replaces.serialNumber })}</Paragraph>
      )}
      <Field>
        <Label>{t('bankDesk.unit.kind')}</Label>
        <Select value={unit} onChange={(event) => setUnit(event.currentTarget.value)}>
          {customer.handsOut.map((kind) => (
            <Select.Option key={kind} value={kind}>
              {t(`bankDesk.unit.kinds.${kind}`)}
            </Select.Option>
          ))}
        </Select>
      </Field>
    </ActDialog>
  );
}

function Resynchronise({ customer, onBegun, unit }: CustomerPartProps & { unit: desk.CustomerUnit }) {
  const { t } = useTranslation();
  const [codes, setCodes] = useState(['', '']);
  const [first = '', second = ''] = codes.map((code) => code.replace(/\s/g, ''));
  const field = (index: 0 | 1) => (
    <Textfield
      className="field-short"
      inputMode="numeric"
      autoComplete="off"
      maxLength={7}
      label={t(`bankDesk.unit.code${index + 1}`)}
      value={codes[index] ?? ''}
      onChange={(event) => {
        const { value } = event.currentTarget;
        setCodes(codes.map((code, at) => (at === index ? value : code)));
      }}
    />
  );
  return (
    <ActDialog
      customerId={customer.id}
      onBegun={onBegun}
      kind="resynchronise-code-unit"
      of={unit.serialNumber}
      act={() =>
        [first, second].every((code) => /^\d{6}$/.test(code))
          ? { kind: 'resynchronise-code-unit', target: unit.id, codes: [first, second] }
          : undefined
      }
    >
      {field(0)}
      {field(1)}
    </ActDialog>
  );
}
