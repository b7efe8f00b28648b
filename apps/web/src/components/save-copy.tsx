import { Button, Paragraph } from '@digdir/designsystemet-react';
import { DownloadIcon } from '@navikt/aksel-icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { getBlob, post } from '../api/client.js';
import { endpoints } from '../api/endpoints.js';
import { saveBlob } from '../lib/save-blob.js';
import { ProblemAlert } from './problem-alert.js';

export interface SaveCopyProps {
  link: string;
  title: string;
  downloadUrl: string;
  /** whole: everybody has signed, the file comes at once. awaited: it is kept, the file comes with the last signature. */
  state: 'whole' | 'awaited';
}

/** Save signed copy: kept in My documents, and downloaded when it is whole. */
export function SaveCopy({ link, title, downloadUrl, state }: SaveCopyProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: async () => {
      await post(endpoints.savedCopies(link), {});
      if (state === 'whole') saveBlob(await getBlob(downloadUrl), `${title}.pdf`);
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['receipt', link] }),
  });
  return (
    <div className="save-copy">
      <Button data-size="lg" loading={save.isPending} onClick={() => save.mutate()}>
        <DownloadIcon aria-hidden />
        {t('receipt.save')}
      </Button>
      <Paragraph role="status" data-size="sm">
        {save.isSuccess && t(state === 'whole' ? 'receipt.saved' : 'receipt.keptForLater')}
      </Paragraph>
      {save.isError && <ProblemAlert error={save.error} />}
    </div>
  );
}
