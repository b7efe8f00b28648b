import {
  Alert,
  Field,
  Heading,
  Label,
  Paragraph,
  Select,
  Tag,
  Textfield,
} from '@digdir/designsystemet-react';
import { desk, vault } from '@segl/contracts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../components/empty-state.js';
import { Facts } from '../components/facts.js';
import { Loading } from '../components/loading.js';
import { Progress } from '../components/progress.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDate, formatDateTime } from '../lib/format.js';
import { BankActDialog } from './bank-act-dialog.js';
import { useCampaigns } from './bank-api.js';
import type { Begun } from './customer-part.js';
import { DeskPage, DeskProblem } from './desk-page.js';
import { WaitingActs } from './waiting-acts.js';

interface PartProps {
  officer: desk.Officer;
  onBegun: (begun: Begun) => void;
}

/** Renewal before validity ends: which BankIDs, by when and why, and how far it has come. */
export function CampaignsPage() {
  const { t } = useTranslation();
  return (
    <DeskPage title={t('bankDesk.campaigns.title')} lead={t('bankDesk.campaigns.lead')}>
      {(officer) => <Campaigns officer={officer} />}
    </DeskPage>
  );
}

function Campaigns({ officer }: { officer: desk.Officer }) {
  const { t } = useTranslation();
  const list = useCampaigns();
  const [begun, setBegun] = useState<Begun>();
  const part = { officer, onBegun: setBegun };
  if (list.isPending) return <Loading />;
  if (list.isError) return <DeskProblem error={list.error} onRetry={() => void list.refetch()} />;
  const { campaigns, waiting } = list.data;
  return (
    <>
      <div role="status">
        {begun !== undefined && (
          <Alert data-color={begun.state === 'done' ? 'success' : 'info'}>
            {t(`bankDesk.begun.${begun.state}`, { what: t(`bankDesk.acts.${begun.kind}`) })}
          </Alert>
        )}
      </div>
      {waiting.length > 0 && (
        <section className="desk-group" aria-labelledby="waiting">
          <Heading level={2} data-size="xs" id="waiting">
            {t('bankDesk.approvals.title')}
          </Heading>
          <WaitingActs acts={waiting} officer={officer} />
        </section>
      )}
      {campaigns.length === 0 ? (
        <EmptyState title={t('bankDesk.campaigns.noneTitle')} text={t('bankDesk.campaigns.noneText')} />
      ) : (
        campaigns.map((campaign) => <OneCampaign key={campaign.id} {...part} campaign={campaign} />)
      )}
      {officer.roles.includes('administrator') && (
        <div>
          <Start {...part} />
        </div>
      )}
    </>
  );
}

function OneCampaign({ campaign, officer, onBegun }: PartProps & { campaign: desk.Campaign }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { id, reason, renewed, left, endedAt } = campaign;
  const heading = `campaign-${id}`;
  return (
    <article className="desk-card" aria-labelledby={heading}>
      <div className="person__head">
        <Heading level={2} data-size="2xs" id={heading}>
          {reason}
        </Heading>
        <Tag data-color={endedAt === null ? 'success' : 'neutral'}>
          {t(endedAt === null ? 'bankDesk.campaigns.on' : 'bankDesk.campaigns.ended')}
        </Tag>
      </div>
      <Progress
        label={t('bankDesk.campaigns.progress')}
        value={renewed}
        max={renewed + left}
        text={t('bankDesk.campaigns.renewed', { renewed, left })}
      />
      <Facts
        facts={[
          [t('bankDesk.campaigns.renewBy'), formatDate(language, campaign.renewBy)],
          [t('bankDesk.campaigns.issuedUntil'), formatDate(language, campaign.issuedUntil)],
          [t('bankDesk.campaigns.algorithm'), campaign.algorithm ?? t('bankDesk.campaigns.anyAlgorithm')],
          [t('bankDesk.campaigns.startsAt'), formatDateTime(language, campaign.startsAt)],
          [t('bankDesk.campaigns.endedAt'), endedAt === null ? null : formatDateTime(language, endedAt)],
        ]}
      />
      {endedAt === null && officer.roles.includes('administrator') && (
        <div>
          <BankActDialog
            kind="end-campaign"
            of={reason}
            danger="yes"
            onBegun={onBegun}
            act={() => ({ kind: 'end-campaign', target: id })}
          />
        </div>
      )}
    </article>
  );
}

const empty = { reason: '', issuedUntil: '', renewBy: '', algorithm: '' };

function Start({ onBegun }: PartProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(empty);
  const field = (name: keyof typeof empty) => ({
    label: t(`bankDesk.campaigns.${name}`),
    value: typed[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setTyped({ ...typed, [name]: event.currentTarget.value }),
  });
  return (
    <BankActDialog
      kind="start-campaign"
      onBegun={(begun) => {
        setTyped(empty);
        onBegun(begun);
      }}
      act={() => {
        const algorithm = typed.algorithm === '' ? null : typed.algorithm;
        return desk.beginBankAct.safeParse({ kind: 'start-campaign', ...typed, algorithm }).data;
      }}
    >
      <Textfield
        {...field('reason')}
        description={t('bankDesk.campaigns.reasonHint')}
        autoComplete="off"
        maxLength={300}
      />
      <Textfield {...field('issuedUntil')} type="date" className="field-short" />
      <Field>
        <Label>{t('bankDesk.campaigns.algorithm')}</Label>
        <Select
          value={typed.algorithm}
          onChange={(event) => setTyped({ ...typed, algorithm: event.currentTarget.value })}
        >
          <Select.Option value="">{t('bankDesk.campaigns.anyAlgorithm')}</Select.Option>
          {vault.keyAlgorithm.options.map((algorithm) => (
            <Select.Option key={algorithm} value={algorithm}>
              {algorithm}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <Textfield
        {...field('renewBy')}
        description={t('bankDesk.campaigns.renewByHint')}
        type="date"
        className="field-short"
      />
      <Paragraph data-size="sm">{t('bankDesk.campaigns.what')}</Paragraph>
    </BankActDialog>
  );
}
