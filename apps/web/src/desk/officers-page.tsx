import { Alert, Button, Dialog, Heading, Paragraph, Tag, Textfield } from '@digdir/designsystemet-react';
import { desk } from '@segl/contracts';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../components/copy-button.js';
import { Loading } from '../components/loading.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDateTime } from '../lib/format.js';
import { BankActDialog } from './bank-act-dialog.js';
import { useOfficers, useStartCode } from './bank-api.js';
import type { Begun } from './customer-part.js';
import { DeskPage, DeskProblem } from './desk-page.js';
import { RoleBoxes, rolesFit } from './role-boxes.js';
import { WaitingActs } from './waiting-acts.js';

const colours = { active: 'success', invited: 'info', left: 'neutral' } as const;

interface PartProps {
  officer: desk.Officer;
  onBegun: (begun: Begun) => void;
}

/** Who works at the desk: added, given other roles, begun anew and ended by administrators, with a second officer. */
export function OfficersPage() {
  const { t } = useTranslation();
  return (
    <DeskPage title={t('bankDesk.officers.title')} lead={t('bankDesk.officers.lead')}>
      {(officer) => <Officers officer={officer} />}
    </DeskPage>
  );
}

function Officers({ officer }: { officer: desk.Officer }) {
  const { t } = useTranslation();
  const list = useOfficers();
  const [begun, setBegun] = useState<Begun>();
  const part = { officer, onBegun: setBegun };
  const isAdministrator = officer.roles.includes('administrator');
  if (list.isPending) return <Loading />;
  if (list.isError) return <DeskProblem error={list.error} onRetry={() => void list.refetch()} />;
  return (
    <>
      <div role="status">
        {begun !== undefined && (
          <Alert data-color={begun.state === 'done' ? 'success' : 'info'}>
            {t(`bankDesk.begun.${begun.state}`, { what: t(`bankDesk.acts.${begun.kind}`) })}
          </Alert>
        )}
      </div>
      {list.data.waiting.length > 0 && (
        <section className="desk-group" aria-labelledby="waiting">
          <Heading level={2} data-size="xs" id="waiting">
            {t('bankDesk.approvals.title')}
          </Heading>
          <WaitingActs acts={list.data.waiting} officer={officer} />
        </section>
      )}
      <section className="desk-group" aria-labelledby="officers">
        <Heading level={2} data-size="xs" id="officers">
          {t('bankDesk.officers.list')}
        </Heading>
        <ul className="rows">
          {list.data.officers.map((one) => (
            <OneOfficer key={one.id} {...part} one={one} />
          ))}
        </ul>
        {isAdministrator && (
          <div>
            <Add {...part} />
          </div>
        )}
      </section>
    </>
  );
}

function OneOfficer({ one, ...part }: PartProps & { one: desk.ListedOfficer }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { name, username, roles, state, startCodeUntil } = one;
  const isSelf = one.id === part.officer.id;
  const mayChange = part.officer.roles.includes('administrator') && !isSelf && state !== 'left';
  return (
    <li className="row">
      <div className="row__main">
        <p className="row__title">
          {name}
          {isSelf && ` ${t('bankDesk.officers.you')}`}
        </p>
        <Paragraph data-size="sm" className="row__facts">
          <span className="row__serial">{username}</span>:{' '}
          {roles.map((role) => t(`bankDesk.roles.${role}`)).join(', ')}
        </Paragraph>
        {state === 'invited' && (
          <Paragraph data-size="sm">
            {startCodeUntil === null
              ? t('bankDesk.officers.noStartCode')
              : t('bankDesk.officers.startCodeUntil', { time: formatDateTime(language, startCodeUntil) })}
          </Paragraph>
        )}
      </div>
      <Tag data-color={colours[state]}>{t(`bankDesk.officers.states.${state}`)}</Tag>
      {mayChange && <OfficerActs {...part} one={one} />}
    </li>
  );
}

function OfficerActs({ one, onBegun }: PartProps & { one: desk.ListedOfficer }) {
  const [roles, setRoles] = useState<readonly desk.Role[]>(one.roles);
  const to = { of: one.name, onBegun };
  return (
    <div className="buttons">
      {one.state === 'invited' && <StartCode one={one} />}
      <BankActDialog
        {...to}
        kind="change-officer"
        act={() =>
          rolesFit(roles) ? { kind: 'change-officer', target: one.id, roles: [...roles] } : undefined
        }
      >
        <RoleBoxes roles={roles} onChange={setRoles} />
      </BankActDialog>
      {one.state === 'active' && (
        <BankActDialog {...to} kind="reset-officer" act={() => ({ kind: 'reset-officer', target: one.id })} />
      )}
      <BankActDialog
        {...to}
        kind="end-officer"
        danger="yes"
        act={() => ({ kind: 'end-officer', target: one.id })}
      />
    </div>
  );
}

/** The start code is shown in this dialog, once; closed, it is gone, and only a new one can be made. */
function StartCode({ one }: { one: desk.ListedOfficer }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const dialog = useRef<HTMLDialogElement>(null);
  const give = useStartCode(one.id);
  const what = t('bankDesk.acts.give-start-code');
  return (
    <>
      <Button
        variant="secondary"
        aria-label={`${what}: ${one.name}`}
        onClick={() => {
          give.reset();
          dialog.current?.showModal();
        }}
      >
        {what}
      </Button>
      <Dialog
        ref={dialog}
        closeButton={t('dialog.close')}
        aria-labelledby={`start-code-${one.id}`}
        onClose={() => give.reset()}
      >
        <div className="stack">
          <Heading level={2} data-size="sm" id={`start-code-${one.id}`}>
            {what}
          </Heading>
          <Paragraph>{t('bankDesk.explain.give-start-code', { name: one.name })}</Paragraph>
          <div role="status">
            {give.data !== undefined && (
              <p className="desk-secret">
                <code>{give.data.startCode}</code>
                <CopyButton value={give.data.startCode} label={t('bankDesk.officers.copyStartCode')} />
              </p>
            )}
          </div>
          {give.data === undefined ? (
            <div>
              <Button loading={give.isPending} onClick={() => give.mutate()}>
                {t('bankDesk.confirm.give-start-code')}
              </Button>
            </div>
          ) : (
            <Paragraph>
              {t('bankDesk.officers.shownOnce', { time: formatDateTime(language, give.data.expiresAt) })}
            </Paragraph>
          )}
          {give.isError && <DeskProblem error={give.error} />}
        </div>
      </Dialog>
    </>
  );
}

function Add({ onBegun }: PartProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState({ name: '', username: '' });
  const [roles, setRoles] = useState<readonly desk.Role[]>(['clerk']);
  const field = (name: keyof typeof typed) => ({
    label: t(`bankDesk.officers.${name}`),
    autoComplete: 'off',
    value: typed[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setTyped({ ...typed, [name]: event.currentTarget.value }),
  });
  return (
    <BankActDialog
      kind="add-officer"
      onBegun={(begun) => {
        setTyped({ name: '', username: '' });
        setRoles(['clerk']);
        onBegun(begun);
      }}
      act={() => {
        const wanted = desk.beginBankAct.safeParse({ kind: 'add-officer', ...typed, roles });
        return wanted.data;
      }}
    >
      <Textfield {...field('name')} maxLength={100} />
      <Textfield
        {...field('username')}
        description={t('bankDesk.officers.usernameHint')}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={60}
      />
      <RoleBoxes roles={roles} onChange={setRoles} />
    </BankActDialog>
  );
}
