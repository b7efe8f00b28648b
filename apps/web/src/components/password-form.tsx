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
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (password !== '') onPassword(password);
      }}
    >
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
      />
      <div>
        <Button type="submit" variant="secondary" loading={busy} disabled={password === ''}>
          {t('pdfPassword.open')}
        </Button>
      </div>
    </form>
  );
}
