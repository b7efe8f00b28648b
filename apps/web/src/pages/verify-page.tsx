import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { upload } from '@segl/contracts';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asApiError } from '../api/api-error.js';
import { endpoints } from '../api/endpoints.js';
import { FileDrop } from '../components/file-drop.js';
import { Page } from '../components/page.js';
import { PasswordForm } from '../components/password-form.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { Progress } from '../components/progress.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatBytes } from '../lib/format.js';
import { uploadFile } from '../lib/upload-file.js';
import { VerificationReport } from '../verify/verification-report.js';

/** A password may help. */
const lockedCodes = new Set(['upload.password-required', 'upload.password-wrong']);

/** Drop any PDF: what its signatures say, in plain words. Sent to this Segl only. */
export function VerifyPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const [sent, setSent] = useState<{ bytes: number; total: number } | null>(null);
  const answer = useRef<HTMLDivElement>(null);
  const check = useMutation({
    mutationFn: ({ file, password }: { file: File; password?: string }) => {
      setSent({ bytes: 0, total: file.size });
      return uploadFile({
        url: endpoints.verifications,
        file,
        password,
        schema: upload.verification,
        onProgress: (bytes, total) => setSent({ bytes, total }),
      });
    },
    onSettled: () => setSent(null),
    onSuccess: () => requestAnimationFrame(() => answer.current?.focus()),
  });
  const lockedFile =
    check.isError && lockedCodes.has(asApiError(check.error).code) ? check.variables.file : undefined;
  return (
    <Page title={t('verify.title')} lead={t('verify.lead')} width="narrow">
      {check.data === undefined && sent === null && (
        <FileDrop
          label={t('verify.label')}
          hint={t('verify.hint')}
          button={t('verify.button')}
          accept=".pdf,application/pdf"
          onFile={(file) => check.mutate({ file })}
        />
      )}
      {sent !== null && (
        <div role="status">
          <Progress
            label={t(sent.bytes < sent.total ? 'verify.sending' : 'verify.checking')}
            value={sent.bytes}
            max={sent.total}
            text={t('progress.bytes', {
              done: formatBytes(language, sent.bytes),
              total: formatBytes(language, sent.total),
            })}
          />
        </div>
      )}
      {check.isError && <ProblemAlert error={check.error} />}
      {lockedFile !== undefined && (
        <PasswordForm
          hint={t('pdfPassword.forgotten', { name: lockedFile.name })}
          busy={check.isPending}
          onPassword={(password) => check.mutate({ file: lockedFile, password })}
        />
      )}
      {check.data !== undefined && (
        <div ref={answer} tabIndex={-1} className="verification">
          <VerificationReport report={check.data} fileName={check.variables?.file.name ?? check.data.file} />
          <div className="screen-only">
            <Button variant="secondary" onClick={() => check.reset()}>
              {t('verify.another')}
            </Button>
          </div>
        </div>
      )}
      {check.data === undefined && (
        <section aria-labelledby="verify-what">
          <Heading level={2} data-size="xs" id="verify-what">
            {t('verify.what.title')}
          </Heading>
          <ul className="plain-list">
            {(['whole', 'who', 'when', 'trust'] as const).map((item) => (
              <li key={item}>{t(`verify.what.${item}`)}</li>
            ))}
          </ul>
          <Alert data-color="info">
            <Paragraph>{t('verify.private')}</Paragraph>
          </Alert>
        </section>
      )}
    </Page>
  );
}
