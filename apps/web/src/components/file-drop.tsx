import { Button, Paragraph } from '@digdir/designsystemet-react';
import { CloudUpIcon } from '@navikt/aksel-icons';
import { useId, useRef, useState, type DragEvent } from 'react';

export interface FileDropProps {
  /** Accessible name of the file field. */
  label: string;
  /** What may be dropped. */
  hint: string;
  button: string;
  accept: string;
  onFile: (file: File) => void;
}

/** A place to drop a file, which is also an ordinary file field. */
export function FileDrop({ label, hint, button, accept, onFile }: FileDropProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file !== undefined) onFile(file);
  };
  return (
    <div
      className="file-drop"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <CloudUpIcon aria-hidden className="file-drop__icon" />
      <label htmlFor={id} className="file-drop__label">
        {label}
      </label>
      <Paragraph data-size="sm" id={`${id}-hint`}>
        {hint}
      </Paragraph>
      <input
        ref={input}
        id={id}
        className="ds-sr-only"
        type="file"
        accept={accept}
        aria-describedby={`${id}-hint`}
        tabIndex={-1}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          // The same file may be chosen again after a refusal.
          event.currentTarget.value = '';
          if (file !== undefined) onFile(file);
        }}
      />
      <Button variant="secondary" onClick={() => input.current?.click()}>
        {button}
      </Button>
    </div>
  );
}
