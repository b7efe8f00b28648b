import { Details, Paragraph } from '@digdir/designsystemet-react';
import { signing } from '@segl/contracts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { getJson } from '../api/client.js';
import { endpoints } from '../api/endpoints.js';
import { EmptyState } from '../components/empty-state.js';
import { LinkedText } from '../components/linked-text.js';
import { Loading } from '../components/loading.js';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { useLanguage } from '../i18n/use-language.js';
import { formatDateTime } from '../lib/format.js';

/** Demonstration only: mail that Segl would have sent. */
export function MailboxPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const mailbox = useQuery({
    queryKey: ['demo-mailbox'],
    queryFn: ({ signal }) => getJson(signing.mailbox, endpoints.demoMailbox, { signal }),
    refetchInterval: 5_000,
  });
  return (
    <Page title={t('mailbox.title')} lead={t('mailbox.lead')} width="narrow">
      {mailbox.isPending && <Loading />}
      {mailbox.isError && <ProblemAlert error={mailbox.error} onRetry={() => void mailbox.refetch()} />}
      {mailbox.data?.messages.length === 0 && (
        <EmptyState title={t('mailbox.empty.title')} text={t('mailbox.empty.text')} />
      )}
      {mailbox.data?.messages.map((message, index) => (
        <Details key={message.id} defaultOpen={index === 0} data-color="neutral" className="mail">
          <Details.Summary>
            <span>
              {message.subject}
              <span className="mail__to">
                {t('mailbox.to', {
                  recipient: message.recipient,
                  time: formatDateTime(language, message.sentAt),
                })}
              </span>
            </span>
          </Details.Summary>
          <Details.Content>
            {message.text.split(/\n{2,}/).map((paragraph, number) => (
              <Paragraph key={number} className="mail__text">
                <LinkedText text={paragraph} />
              </Paragraph>
            ))}
          </Details.Content>
        </Details>
      ))}
    </Page>
  );
}
