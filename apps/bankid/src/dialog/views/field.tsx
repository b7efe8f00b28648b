/** @jsxRuntime automatic */
import type { ReactNode } from 'react';

/** One field with its hint and what is wrong with it. A field among several has a label of its own. */
export function Field({
  id,
  label,
  hint,
  error,
  input,
}: {
  id: string;
  /** Undefined where the page's heading is the label. */
  label?: string;
  hint?: string;
  error: string | undefined;
  input: React.InputHTMLAttributes<HTMLInputElement>;
}): ReactNode {
  const describedBy = [
    ...(hint === undefined ? [] : [`${id}-hint`]),
    ...(error === undefined ? [] : [`${id}-error`]),
  ].join(' ');
  return (
    <div className="field">
      {label !== undefined && (
        <label className="ds-label" htmlFor={id}>
          {label}
        </label>
      )}
      {hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <input
        type="text"
        className="ds-input"
        id={id}
        required
        spellCheck={false}
        autoCapitalize="none"
        aria-describedby={describedBy === '' ? undefined : describedBy}
        aria-invalid={error !== undefined}
        {...input}
      />
      {error !== undefined && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

/** On top of a page with something wrong: read out first, and the way to the field. */
export function ErrorSummary({
  heading,
  error,
  field,
}: {
  heading: string;
  error: string | undefined;
  field: string;
}): ReactNode {
  if (error === undefined) return null;
  return (
    <div className="summary" role="group" tabIndex={-1} autoFocus aria-labelledby="summary">
      <h2 id="summary">{heading}</h2>
      <p>
        <a href={`#${field}`}>{error}</a>
      </p>
    </div>
  );
}

/** What was done, on top of the page that follows it. */
export function Done({ text }: { text: string | undefined }): ReactNode {
  return text === undefined ? null : (
    <p className="done-note" role="status">
      {text}
    </p>
  );
}

/** A new password, twice. */
export function NewPasswordFields({
  texts,
  errors,
}: {
  texts: { field: string; rules: string; repeated: string };
  errors: { newPassword: string | undefined; repeated: string | undefined };
}): ReactNode {
  const input = { type: 'password', autoComplete: 'new-password', maxLength: 128 } as const;
  return (
    <>
      <Field
        id="new-password"
        label={texts.field}
        hint={texts.rules}
        error={errors.newPassword}
        input={{ ...input, name: 'newPassword' }}
      />
      <Field
        id="repeated"
        label={texts.repeated}
        error={errors.repeated}
        input={{ ...input, name: 'repeated' }}
      />
    </>
  );
}
