import { Button, Details, Heading } from '@digdir/designsystemet-react';
import { DownloadIcon, MinusIcon, PlusIcon } from '@navikt/aksel-icons';
import type { signing } from '@segl/contracts';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { endpoints } from '../api/endpoints.js';
import { Facts } from '../components/facts.js';
import { LockedNote } from '../components/locked-note.js';
import { usePageTitle } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { ReturnLink } from '../components/return-link.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDateTime, formatHash } from '../lib/format.js';
import { ConfirmPanel } from './confirm-panel.js';
import { PhoneDialog } from './phone-dialog.js';
import { Sheet } from './sheet.js';
import { useContinue } from './use-continue.js';
import { useReaderKeys } from './use-reader-keys.js';
import { useReading } from './use-reading.js';
import { useZoom } from './use-zoom.js';

export interface ReaderProps {
  invitation: z.infer<typeof signing.invitation>;
  document: signing.InvitationDocument;
  /** Why an earlier attempt came to nothing, if one did. */
  earlierFailure: unknown;
}

/** Documents up to this length are fetched as text at once, after the first picture. */
const searchablePages = 60;

/** The signing page: the pages, who and what beside them, and the one thing to do next. */
export function Reader({ invitation, document, earlierFailure }: ReaderProps) {
  const { t, i18n } = useTranslation();
  const language = useLanguage();
  const link = invitation.linkToken;
  const pageCount = document.pages.length;
  const asker = invitation.organisationName ?? invitation.senderName;
  const reading = useReading(link, document.manifestSha256, pageCount);
  const zoom = useZoom(reading.current);
  const onKeyDown = useReaderKeys({ ...zoom, current: reading.current, pageCount });
  const next = useContinue();
  usePageTitle(t('reader.pageTitle', { title: document.title }));
  // A wording that we hold in all languages is shown in the reader's own; else as the service sends it.
  const known = `statements.${document.statement.version}`;
  const statement = i18n.exists(known) ? { text: t(known), language } : document.statement;
  const failure = next.error ?? earlierFailure;
  const where = t('reader.page', { page: reading.current, total: pageCount });
  return (
    <div className="reader">
      <div className="reader__bar">
        <div className="reader__bar-inner">
          <div className="reader__titles">
            <Heading level={1} className="reader__title">
              {document.title}
            </Heading>
            <p className="reader__asker">{t('reader.asker', { asker })}</p>
          </div>
          <p className="reader__where" aria-live="polite">
            {where}
          </p>
        </div>
      </div>
      <aside className="reader__info" aria-label={t('reader.about')}>
        <div className="reader__tools" role="group" aria-label={t('reader.tools')}>
          <Button icon variant="tertiary" aria-label={t('reader.zoomOut')} onClick={zoom.zoomOut}>
            <MinusIcon aria-hidden />
          </Button>
          <Button
            variant="tertiary"
            aria-label={t('reader.fit', { percent: zoom.percent })}
            onClick={zoom.fit}
          >
            {zoom.percent} %
          </Button>
          <Button icon variant="tertiary" aria-label={t('reader.zoomIn')} onClick={zoom.zoomIn}>
            <PlusIcon aria-hidden />
          </Button>
          <Button asChild variant="tertiary">
            <a href={endpoints.unsignedPdf(link)} download>
              <DownloadIcon aria-hidden />
              {t('reader.download')}
            </a>
          </Button>
        </div>
        <div className="reader__facts">
          {document.locked && <LockedNote role="signer" />}
          <Facts
            facts={[
              [t('reader.signer'), document.signerName],
              [t('invitation.from'), asker],
              [t('invitation.deadline'), formatDateTime(language, invitation.deadlineAt)],
              [t('invitation.pages'), pageCount],
            ]}
          />
          <PhoneDialog link={link} />
          <ReturnLink returnUrl={invitation.returnUrl} asker={asker} when="leave" />
          <Details data-color="neutral">
            <Details.Summary>{t('reader.more')}</Details.Summary>
            <Details.Content>
              <p>{t('reader.hash')}</p>
              <p className="hash">{formatHash(document.preparedSha256)}</p>
              <p>{t('reader.keys')}</p>
            </Details.Content>
          </Details>
        </div>
      </aside>
      <div
        className="reader__pages"
        role="region"
        aria-label={t('reader.document')}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div className="reader__stack" style={{ width: `calc(var(--fit, 100%) * ${zoom.percent / 100})` }}>
          {document.pages.map((page) => (
            <Sheet
              key={page.pageNumber}
              link={link}
              page={page}
              pageCount={pageCount}
              observer={reading.observer}
              text={reading.started && pageCount <= searchablePages ? 'all' : 'near'}
              onPicture={reading.onPicture}
            />
          ))}
        </div>
      </div>
      <div className="reader__action" role="region" aria-label={t('reader.action')}>
        {failure !== null && failure !== undefined && <ProblemAlert error={failure} />}
        <ConfirmPanel
          record={reading.record}
          pageCount={pageCount}
          statement={statement.text}
          pending={next.pending}
          onDeclare={reading.declareEnd}
          onUnderstood={reading.setUnderstood}
          onContinue={() =>
            next.proceed({
              link,
              document,
              record: reading.record,
              language: statement.language,
              onConsent: reading.setConsent,
              onRefused: () => reading.setUnderstood('no'),
            })
          }
        />
      </div>
    </div>
  );
}
