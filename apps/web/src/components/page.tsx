import { Heading, Paragraph } from '@digdir/designsystemet-react';
import { useEffect, type ReactNode } from 'react';

/** Sets what the browser's tab says, so that pages can be told apart. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Segl' : `${title} – Segl`;
  }, [title]);
}

export interface PageProps {
  /** Heading and page title. */
  title: string;
  /** Shown under the heading. */
  lead?: ReactNode;
  /** Beside the heading on wide screens: the one thing to do. */
  action?: ReactNode;
  /** narrow: reading and forms; wide: lists and tables. */
  width?: 'narrow' | 'wide';
  children?: ReactNode;
}

/** An ordinary page: heading, lead, content. */
export function Page({ title, lead, action, width = 'wide', children }: PageProps) {
  usePageTitle(title);
  return (
    <div className="page" data-width={width}>
      <div className="page__head">
        <div>
          <Heading level={1} data-size="lg">
            {title}
          </Heading>
          {lead !== undefined && (
            <Paragraph className="page__lead" data-size="lg">
              {lead}
            </Paragraph>
          )}
        </div>
        {action !== undefined && <div className="page__action">{action}</div>}
      </div>
      {children}
    </div>
  );
}
