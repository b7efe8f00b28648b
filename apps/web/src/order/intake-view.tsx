import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { upload, type signing } from '@segl/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { problemAsError } from '../api/api-error.js';
import { getBlob, postJson } from '../api/client.js';
import { useKeepIntake } from '../api/use-upload.js';
import { Loading } from '../components/loading.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { PasswordForm } from '../components/password-form.js';
import { Progress } from '../components/progress.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatBytes } from '../lib/format.js';

export interface IntakeViewProps {
  ticket: signing.UploadTicket | undefined;
  intake: upload.Intake | undefined;
  /** The sender wants another document. */
  onOther: () => void;
}

/** Pages shown in the preview; the whole document is shown to the signer. */
const previewPages = 12;

/** What has become of the chosen document: being checked, held, refused, or its pages. */
export function IntakeView({ ticket, intake, onOther }: IntakeViewProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const other = (
    <Button variant="tertiary" onClick={onOther}>
      {t('newOrder.other')}
    </Button>
  );
  if (intake === undefined || ticket === undefined) return <Loading />;
  const total = intake.pageCount ?? 0;
  return (
    <div className="intake">
      <div className="intake__head">
        <div>
          <p className="intake__name">{intake.fileName}</p>
          <Paragraph data-size="sm">
            {formatBytes(language, intake.sizeBytes)}
            {intake.pageCount !== null && `, ${t('order.pages', { count: intake.pageCount })}`}
            {intake.signatures > 0 && `, ${t('newOrder.signatures', { count: intake.signatures })}`}
          </Paragraph>
        </div>
        {other}
      </div>
      {intake.state === 'checking' && <Paragraph role="status">{t('newOrder.checking')}</Paragraph>}
      {intake.state === 'refused' && intake.refusal !== null && (
        <ProblemAlert error={problemAsError(intake.refusal)} />
      )}
      {intake.state === 'locked' && <Locked ticket={ticket} intake={intake} />}
      {intake.state === 'held' && <Held ticket={ticket} intake={intake} />}
      {intake.state === 'ready' && (
        <>
          {intake.pagesRendered < total && (
            <Progress
              label={t('newOrder.drawing')}
              value={intake.pagesRendered}
              max={total}
              text={t('progress.pages', { done: intake.pagesRendered, total })}
            />
          )}
          {intake.warnings.map((warning) => (
            <Alert key={warning.code} data-color="warning">
              <Heading level={3} data-size="2xs">
                {t(`newOrder.warnings.${warning.code}.title`)}
              </Heading>
              <Paragraph>{t(`newOrder.warnings.${warning.code}.advice`)}</Paragraph>
            </Alert>
          ))}
          <Heading level={3} data-size="2xs" id="preview-heading">
            {t('newOrder.preview')}
          </Heading>
          <ul className="preview" aria-labelledby="preview-heading">
            {Array.from({ length: Math.min(intake.pagesRendered, previewPages) }, (_, index) => (
              <li key={index}>
                <PreviewPage ticket={ticket} intakeId={intake.id} page={index + 1} total={total} />
              </li>
            ))}
          </ul>
          {total > previewPages && (
            <Paragraph data-size="sm">{t('newOrder.previewMore', { count: total - previewPages })}</Paragraph>
          )}
        </>
      )}
    </div>
  );
}

/** The sender gives the password, and is told what a locked document means for the others. */
function Locked({ ticket, intake }: { ticket: signing.UploadTicket; intake: upload.Intake }) {
  const { t } = useTranslation();
  const keepIntake = useKeepIntake();
  const give = useMutation({
    mutationFn: (password: string) =>
      postJson(
        upload.intake,
        `${ticket.uploadUrl}/intakes/${intake.id}/password`,
        { password },
        { ticket: ticket.ticket },
      ),
    onSuccess: keepIntake,
  });
  const refusal = intake.refusal?.code;
  // A wrong guess at the owner's password does not make it one that opens the file.
  const forbids =
    refusal === 'upload.permission-forbids' ||
    (refusal === 'upload.password-wrong' && intake.opensWithoutPassword);
  return (
    <>
      <Alert data-color={refusal === 'upload.password-required' ? 'info' : 'warning'} role="status">
        <Heading level={3} data-size="2xs">
          {t(`errors.${refusal ?? 'upload.password-required'}.title`)}
        </Heading>
        <Paragraph>{t(forbids ? 'newOrder.locked.forbids' : 'newOrder.locked.text')}</Paragraph>
        {!intake.opensWithoutPassword && <Paragraph>{t('newOrder.locked.others')}</Paragraph>}
      </Alert>
      {give.isError && <ProblemAlert error={give.error} />}
      <PasswordForm
        hint={t('newOrder.locked.hint')}
        busy={give.isPending}
        onPassword={(password) => give.mutate(password)}
      />
    </>
  );
}

function Held({ ticket, intake }: { ticket: signing.UploadTicket; intake: upload.Intake }) {
  const { t } = useTranslation();
  const keepIntake = useKeepIntake();
  const keep = useMutation({
    mutationFn: () =>
      postJson(
        upload.intake,
        `${ticket.uploadUrl}/intakes/${intake.id}/keep-active-content`,
        {},
        { ticket: ticket.ticket },
      ),
    onSuccess: keepIntake,
  });
  return (
    <Alert data-color="warning">
      <Heading level={3} data-size="2xs">
        {t('newOrder.held.title')}
      </Heading>
      <Paragraph>{t('newOrder.held.text')}</Paragraph>
      <ul>
        {intake.activeContent.map((found, index) => (
          <li key={index}>
            {t(`newOrder.held.${found.kind}`)} ({found.fileName ?? found.where})
          </li>
        ))}
      </ul>
      {keep.isError && <ProblemAlert error={keep.error} />}
      <Button variant="secondary" loading={keep.isPending} onClick={() => keep.mutate()}>
        {t('newOrder.held.keep')}
      </Button>
    </Alert>
  );
}

interface PreviewPageProps {
  ticket: signing.UploadTicket;
  intakeId: string;
  page: number;
  total: number;
}

function PreviewPage({ ticket, intakeId, page, total }: PreviewPageProps) {
  const { t } = useTranslation();
  const picture = useQuery({
    queryKey: ['preview', intakeId, page],
    queryFn: ({ signal }) =>
      getBlob(`${ticket.uploadUrl}/intakes/${intakeId}/pages/${page}/image?density=1`, {
        signal,
        ticket: ticket.ticket,
      }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const address = useMemo(
    () => (picture.data === undefined ? null : URL.createObjectURL(picture.data)),
    [picture.data],
  );
  useEffect(
    () => () => {
      if (address !== null) URL.revokeObjectURL(address);
    },
    [address],
  );
  return address === null ? (
    <span className="preview__blank" />
  ) : (
    <img src={address} alt={t('reader.page', { page, total })} />
  );
}
