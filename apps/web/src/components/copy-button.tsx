import { Button } from '@digdir/designsystemet-react';
import { CheckmarkIcon, FilesIcon } from '@navikt/aksel-icons';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Copies `value`; `label` is the whole accessible name (what is copied, whose). */
export function CopyButton({ value, label, text }: { value: string; label: string; text?: string }) {
  const { t } = useTranslation();
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), 2500);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () => {
    // Without a secure context there is no clipboard: say so, the text can be selected.
    if (navigator.clipboard === undefined) {
      setState('failed');
      return;
    }
    navigator.clipboard.writeText(value).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  return (
    <span className="copy">
      <Button variant="tertiary" icon={text === undefined} aria-label={label} title={label} onClick={copy}>
        {state === 'copied' ? <CheckmarkIcon aria-hidden /> : <FilesIcon aria-hidden />}
        {text}
      </Button>
      <span role="status" className="copy__said">
        {state === 'copied' && t('copy.done')}
        {state === 'failed' && t('copy.failed')}
      </span>
    </span>
  );
}
