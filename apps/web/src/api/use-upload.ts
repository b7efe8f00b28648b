import { signing, upload } from '@segl/contracts';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { getJson, postJson } from './client.js';
import { endpoints } from './endpoints.js';

const ticketLifeMilliseconds = 25 * 60_000;

/** A ticket to the upload room. */
export const ticketQuery = queryOptions({
  queryKey: ['upload-ticket'],
  queryFn: ({ signal }) => postJson(signing.uploadTicket, endpoints.uploadTickets, {}, { signal }),
  staleTime: ticketLifeMilliseconds,
});

/** A ticket; a new one is asked for well before the old one ends. */
export function useTicket(options: { when: 'logged-in' | 'later' }) {
  return useQuery({
    ...ticketQuery,
    enabled: options.when === 'logged-in',
    refetchInterval: ticketLifeMilliseconds,
  });
}

/** What has become of an uploaded file; asked again while it is checked and drawn. */
export function useIntake(ticket: signing.UploadTicket | undefined, intakeId: string | null) {
  return useQuery({
    queryKey: ['intake', intakeId],
    queryFn: ({ signal }) =>
      getJson(upload.intake, `${ticket?.uploadUrl ?? ''}/intakes/${intakeId ?? ''}`, {
        signal,
        ticket: ticket?.ticket,
      }),
    enabled: ticket !== undefined && intakeId !== null,
    refetchInterval: (query) => {
      const intake = query.state.data;
      if (intake === undefined) return false;
      const drawing = intake.state === 'ready' && intake.pagesRendered < (intake.pageCount ?? 0);
      return intake.state === 'checking' || drawing ? 700 : false;
    },
  });
}

/** Puts a fresh answer about an intake where {@link useIntake} finds it. */
export function useKeepIntake(): (intake: upload.Intake) => void {
  const queries = useQueryClient();
  return useCallback((intake) => queries.setQueryData(['intake', intake.id], intake), [queries]);
}
