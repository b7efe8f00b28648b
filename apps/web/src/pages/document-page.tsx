import { Button, Heading } from '@digdir/designsystemet-react';
import { DownloadIcon, FileCheckmarkIcon } from '@navikt/aksel-icons';
import { upload } from '@segl/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { ApiError } from '../api/api-error.js';
import { getBlob, getJson, postJson } from '../api/client.js';
import { signedDocumentDetails, type SignedDocumentDetails } from '../api/document-details.js';
import { endpoints } from '../api/endpoints.js';
import { Facts } from '../components/facts.js';
import { Loading } from '../components/loading.js';
import { LockedNote } from '../components/locked-note.js';
import { LoginPrompt } from '../components/login-prompt.js';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { Timeline } from '../components/timeline.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDateTime, formatHash } from '../lib/format.js';
import { safeFileName } from '../lib/save-blob.js';
import { uploadFile } from '../lib/upload-file.js';
import { VerificationReport } from '../verify/verification-report.js';

/** One signed document: facts, what happened, the file, and its signatures checked here and now. */
export function DocumentPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const document = useQuery({
    queryKey: ['document', id],
    queryFn: ({ signal }) => getJson(signedDocumentDetails, endpoints.document(id), { signal }),
  });
  if (document.data !== undefined) return <Document document={document.data} />;
  return (
    <Page title={t('document.title')} width="narrow">
      {document.isPending && <Loading />}
      {document.error instanceof ApiError && document.error.status === 401 ? (
        <LoginPrompt
          title={t('documents.login.title')}
          why={t('documents.login.why')}
          returnTo={`/documents/${encodeURIComponent(id)}`}
        />
      ) : (
        document.isError && <ProblemAlert error={document.error} onRetry={() => void document.refetch()} />
      )}
    </Page>
  );
}

function Document({ document }: { document: SignedDocumentDetails }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const check = useMutation({
    mutationFn: async () => {
      // Segl holds the password of a locked document, and tells it nobody.
      if (document.locked) {
        return postJson(upload.verification, endpoints.documentVerification(document.documentId), {});
      }
      const pdf = await getBlob(endpoints.signedPdf(document.documentId));
      const file = new File([pdf], safeFileName(`${document.title}.pdf`), { type: 'application/pdf' });
      return uploadFile({ url: endpoints.verifications, file, schema: upload.verification });
    },
  });
  const asker = document.organisationName ?? document.senderName;
  return (
    <Page title={document.title} lead={t('document.lead', { asker })} width="narrow">
      <div className="buttons screen-only">
        <Button asChild>
          <a href={endpoints.signedPdf(document.documentId)} download>
            <DownloadIcon aria-hidden />
            {t('document.download')}
          </a>
        </Button>
        <Button variant="secondary" loading={check.isPending} onClick={() => check.mutate()}>
          <FileCheckmarkIcon aria-hidden />
          {t('document.check')}
        </Button>
        <Button asChild variant="tertiary">
          <a href={endpoints.receiptPdf(document.documentId, language)} download>
            {t('document.receipt')}
          </a>
        </Button>
      </div>
      {document.locked && <LockedNote role={document.role} />}
      {check.isError && <ProblemAlert error={check.error} />}
      {check.data !== undefined && (
        <VerificationReport report={check.data} fileName={`${document.title}.pdf`} />
      )}
      <Facts
        facts={[
          [t('receipt.sender'), asker],
          [t('receipt.when'), formatDateTime(language, document.signedAt)],
          [t('invitation.pages'), document.pageCount],
          [t('document.role'), t(`document.roles.${document.role}`)],
          [
            t('receipt.hash'),
            <span key="hash" className="hash">
              {formatHash(document.sha256)}
            </span>,
          ],
        ]}
      />
      {document.timeline !== undefined && document.timeline.length > 0 && (
        <section aria-labelledby="timeline">
          <Heading level={2} data-size="xs" id="timeline">
            {t('order.timeline')}
          </Heading>
          <Timeline entries={document.timeline} />
        </section>
      )}
      <Link to="/documents" className="back">
        {t('document.back')}
      </Link>
    </Page>
  );
}
