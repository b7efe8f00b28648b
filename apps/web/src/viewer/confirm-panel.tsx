import { Button, Checkbox, Paragraph } from '@digdir/designsystemet-react';
import { ArrowDownIcon, ArrowRightIcon } from '@navikt/aksel-icons';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { furthestPage, pagesLeft, type ReadingRecord } from './reading-record.js';
import { scrollToPage } from './use-reading.js';

export interface ConfirmPanelProps {
  record: ReadingRecord;
  pageCount: number;
  /** The statement as it will be recorded, in the reader's language. */
  statement: string;
  pending: boolean;
  onDeclare: () => void;
  onUnderstood: (understood: 'yes' | 'no') => void;
  onContinue: () => void;
}

/** The one thing to do next: read on, then confirm, then BankID. */
export function ConfirmPanel(props: ConfirmPanelProps) {
  const { t } = useTranslation();
  const { record, pageCount, statement, pending } = props;
  const [asked, setAsked] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const declared = useRef(false);
  const ready = record.reachedEnd !== 'no';
  useEffect(() => {
    // Who declared the end by a button that is now gone goes on where the box has come.
    if (ready && declared.current) box.current?.focus();
  }, [ready]);
  if (!ready) {
    const left = pagesLeft(record, pageCount);
    return (
      <div className="confirm">
        <Button
          className="confirm__button"
          data-size="lg"
          onClick={() => scrollToPage(Math.min(furthestPage(record) + 1, pageCount))}
        >
          {t('reader.left', { count: left })}
          <ArrowDownIcon aria-hidden />
        </Button>
        <Button
          variant="tertiary"
          data-size="sm"
          className="confirm__declare"
          onClick={() => {
            declared.current = true;
            props.onDeclare();
          }}
        >
          {t('reader.declare')}
        </Button>
      </div>
    );
  }
  const understood = record.understood === 'yes';
  const proceed = () => {
    if (understood) {
      props.onContinue();
      return;
    }
    setAsked(true);
    box.current?.focus();
  };
  return (
    <div className="confirm">
      <Checkbox
        ref={box}
        className="confirm__box"
        label={statement}
        checked={understood}
        disabled={pending}
        onChange={(event) => {
          setAsked(false);
          props.onUnderstood(event.currentTarget.checked ? 'yes' : 'no');
        }}
        error={asked && !understood ? t('reader.tickFirst') : undefined}
      />
      <Button className="confirm__button" data-size="lg" onClick={proceed} loading={pending}>
        {t('reader.continue')}
        {!pending && <ArrowRightIcon aria-hidden />}
      </Button>
      <Paragraph data-size="sm" className="confirm__what">
        {t('reader.whatBankId')}
      </Paragraph>
    </div>
  );
}
