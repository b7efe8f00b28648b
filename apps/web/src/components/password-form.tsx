import { Button, Textfield } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

export interface PasswordFormProps {
  /** What the password is for, where it needs saying. */
  hint?: string | undefined;
  busy: boolean;
  onPassword: (password: string) => void;
}

/** Asks for the password of a locked PDF. It is sent in the body of a request, and kept by no browser. */
export function PasswordForm({ hint, busy, onPassword }: PasswordFormProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const give = () => {
    if (password !== '') onPassword(password);
  };
  // No form element: it may stand within the form of a page, and forms must not be nested.
  return (
    <div className="stack">
      <Textfield
        type="password"
        name="pdf-password"
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        label={t('pdfPassword.label')}
        description={hint}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          give();
        }}
      />
      <div>
        <Button variant="secondary" loading={busy} disabled={password === ''} onClick={give}>
          {t('pdfPassword.open')}
        </Button>
      </div>
    </div>
  );
}
