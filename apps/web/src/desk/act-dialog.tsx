import { Button, Dialog, Heading, Paragraph } from '@digdir/designsystemet-react';
import type { desk } from '@segl/contracts';
import type { UseMutationResult } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Begun } from './customer-part.js';
import { useBeginAct } from './desk-api.js';
import { DeskProblem } from './desk-page.js';

/** What a button for an act needs, whatever the act is done to. */
export interface ActForm<Wanted> {
  kind: desk.ActKind;
  /** The act as it stands in the fields; undefined while something is missing. */
  act: () => Wanted | undefined;
  /** Which one, where the page offers the same act for several; for those who only hear the button. */
  of?: string;
  danger?: 'yes' | 'no';
  onBegun: (begun: Begun) => void;
  /** Fields that the act needs. */
  children?: ReactNode;
}

export interface ActDialogProps extends ActForm<desk.BeginAct> {
  customerId: string;
}

/** A button for an act on a customer. */
export function ActDialog({ customerId, ...form }: ActDialogProps) {
  const begin = useBeginAct(customerId);
  return <BeginDialog {...form} begin={begin} />;
}

/** A button that says what it does before it is done: what happens, whether a colleague has to agree, and what it needs. */
export function BeginDialog<Wanted>({
  kind,
  act,
  of,
  danger = 'no',
  onBegun,
  children,
  begin,
}: ActForm<Wanted> & { begin: UseMutationResult<{ state: Begun['state'] }, Error, Wanted> }) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isMissing, setIsMissing] = useState(false);
  const what = t(`bankDesk.acts.${kind}`);
  const title = `act-${kind}-${of?.replace(/\W/g, '') ?? 'customer'}`;
  const colour = danger === 'yes' ? ({ 'data-color': 'danger' } as const) : {};
  const confirm = () => {
    const wanted = act();
    setIsMissing(wanted === undefined);
    if (wanted === undefined) return;
    begin.mutate(wanted, {
      onSuccess: ({ state }) => {
        dialog.current?.close();
        onBegun({ kind, state });
      },
    });
  };
  return (
    <>
      <Button
        variant="secondary"
        {...colour}
        aria-label={of === undefined ? undefined : `${what}: ${of}`}
        onClick={() => {
          begin.reset();
          setIsMissing(false);
          dialog.current?.showModal();
        }}
      >
        {what}
      </Button>
      <Dialog ref={dialog} closeButton={t('dialog.close')} aria-labelledby={title}>
        <form
          className="stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            confirm();
          }}
        >
          <Heading level={2} data-size="sm" id={title}>
            {what}
          </Heading>
          <Paragraph>{t(`bankDesk.explain.${kind}`)}</Paragraph>
          {children}
          {isMissing && (
            <Paragraph role="alert" className="field-error">
              {t('bankDesk.missing')}
            </Paragraph>
          )}
          <div className="buttons">
            <Button type="submit" {...colour} loading={begin.isPending}>
              {t(`bankDesk.confirm.${kind}`)}
            </Button>
            <Button variant="secondary" data-color="neutral" onClick={() => dialog.current?.close()}>
              {t('bankDesk.keep')}
            </Button>
          </div>
        </form>
        {begin.isError && <DeskProblem error={begin.error} />}
      </Dialog>
    </>
  );
}
