import { Alert, Details, Heading, Paragraph, Tag } from '@digdir/designsystemet-react';
import {
  CheckmarkCircleFillIcon,
  ExclamationmarkTriangleFillIcon,
  XMarkOctagonFillIcon,
} from '@navikt/aksel-icons';
import type { upload } from '@segl/contracts';
import { useTranslation } from 'react-i18next';
import { Facts } from '../components/facts.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatBytes, formatDateTime, formatHash } from '../lib/format.js';
import {
  changedSince,
  fileVerdict,
  levelText,
  verdictTone,
  vouching,
  wholeness,
  wholeText,
  type Tone,
} from './verdict.js';

type Signature = upload.Verification['signatures'][number];

const severityColours = { error: 'danger', warning: 'warning', info: 'info' } as const;
const colours = { good: 'success', doubt: 'warning', bad: 'danger' } as const;
const icons = {
  good: CheckmarkCircleFillIcon,
  doubt: ExclamationmarkTriangleFillIcon,
  bad: XMarkOctagonFillIcon,
} as const;

/** The report of one file: the answer first, then each signature, then what experts ask for. */
export function VerificationReport({ report, fileName }: { report: upload.Verification; fileName: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const verdict = fileVerdict(report);
  const people = report.signatures.filter((signature) => signature.type === 'signature');
  return (
    <>
      <Alert data-color={colours[verdictTone[verdict]]}>
        <Heading level={2} data-size="xs">
          {t(`verify.verdict.${verdict}.title`)}
        </Heading>
        <Paragraph>{t(`verify.verdict.${verdict}.text`, { count: people.length })}</Paragraph>
      </Alert>
      <ol className="signatures">
        {report.signatures.map((signature) => (
          <li key={signature.field}>
            <SignatureCard signature={signature} />
          </li>
        ))}
      </ol>
      {report.emptyFields.length > 0 && (
        <Paragraph>{t('verify.emptyFields', { count: report.emptyFields.length })}</Paragraph>
      )}
      <Details data-color="neutral">
        <Details.Summary>{t('verify.file')}</Details.Summary>
        <Details.Content>
          <Facts
            facts={[
              [t('verify.fileName'), fileName],
              [t('verify.size'), formatBytes(language, report.sizeBytes)],
              [t('invitation.pages'), report.pageCount],
              [t('verify.checkedAt'), formatDateTime(language, report.verifiedAt)],
              [
                t('verify.sha256'),
                <span key="hash" className="hash">
                  {formatHash(report.sha256)}
                </span>,
              ],
            ]}
          />
          <Findings findings={report.findings ?? []} />
        </Details.Content>
      </Details>
    </>
  );
}

function SignatureCard({ signature }: { signature: Signature }) {
  const { t, i18n } = useTranslation();
  /** Values that a later engine may add are shown as they are. */
  const inWords = (key: string, value: string) => (i18n.exists(key) ? t(key) : value);
  const language = useLanguage();
  const whole = wholeness(signature) === 'whole';
  const changed = changedSince(signature);
  const vouched = vouching(signature);
  const name = signature.signer.name ?? t('verify.unnamed');
  const time = signature.bestTime ?? signature.claimedTime;
  return (
    <article className="signature">
      <Heading level={3} data-size="xs">
        {t(signature.type === 'timestamp' ? 'verify.timestampBy' : 'verify.signedBy', { name })}
      </Heading>
      <ul className="checks">
        <Check tone={whole ? 'good' : 'bad'} text={t(wholeText(signature.type, whole ? 'yes' : 'no'))} />
        {changed !== 'unclear' && (
          <Check tone={changed === 'changed' ? 'bad' : 'good'} text={t(`verify.changed.${changed}`)} />
        )}
        <Check
          tone={vouched === 'yes' ? 'good' : vouched === 'no' ? 'doubt' : 'bad'}
          text={t(`verify.trusted.${vouched}`, { issuer: signature.signer.issuer ?? t('verify.unnamed') })}
        />
        <Check
          tone={signature.bestTime === null ? 'doubt' : 'good'}
          text={
            time === null
              ? t('verify.time.none')
              : t(signature.bestTime === null ? 'verify.time.claimed' : 'verify.time.proven', {
                  time: formatDateTime(language, time),
                })
          }
        />
      </ul>
      <Details data-color="neutral">
        <Details.Summary>{t('verify.details')}</Details.Summary>
        <Details.Content>
          <Facts
            facts={[
              [t('verify.fields.level'), t(levelText(signature))],
              [t('verify.fields.organisation'), signature.signer.organisation],
              [t('verify.fields.issuer'), signature.signer.issuer],
              [t('verify.fields.serial'), signature.signer.serialNumber],
              [t('verify.fields.format'), signature.subFilter],
              [
                t('verify.fields.coverage'),
                inWords(`verify.coverageWords.${signature.coverage}`, signature.coverage),
              ],
              [
                t('verify.fields.modification'),
                inWords(`verify.modificationWords.${signature.modification}`, signature.modification),
              ],
              [
                t('verify.fields.certifies'),
                signature.docmdp === null
                  ? null
                  : inWords(`verify.certifiesWords.${String(signature.docmdp)}`, String(signature.docmdp)),
              ],
              [t('verify.fields.field'), signature.field],
            ]}
          />
          <Findings findings={signature.findings} />
        </Details.Content>
      </Details>
    </article>
  );
}

/** What was found, in words; the code and the engine's own sentence are for experts. */
function Findings({ findings }: { findings: Signature['findings'] }) {
  const { t, i18n } = useTranslation();
  if (findings.length === 0) return null;
  return (
    <ul className="findings">
      {findings.map((finding, index) => (
        <li key={index}>
          <Tag data-size="sm" data-color={severityColours[finding.severity]}>
            {t(`verify.severity.${finding.severity}`)}
          </Tag>
          {i18n.exists(`verify.findings.${finding.code}`) && (
            <span>{t(`verify.findings.${finding.code}`)}</span>
          )}
          <code>{finding.code}</code>
          <span lang="en">
            {finding.message}
            {finding.clause !== undefined && ` (${finding.clause})`}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Check({ tone, text }: { tone: Tone; text: string }) {
  const { t } = useTranslation();
  const Icon = icons[tone];
  return (
    <li className="check" data-tone={tone}>
      <Icon aria-hidden />
      <span>
        <span className="ds-sr-only">{t(`verify.tone.${tone}`)}: </span>
        {text}
      </span>
    </li>
  );
}
