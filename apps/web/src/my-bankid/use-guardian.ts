import { holder } from '@segl/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getJson, postJson } from '../api/client.js';
import { ticketOf } from './use-holder.js';

/** BankIDs of young people that wait for the answer of whoever is logged in. */
export function useGuardianRequests() {
  const queries = useQueryClient();
  return useQuery({
    queryKey: ['guardian-requests'],
    queryFn: async ({ signal }) => {
      const { ticket, bankidUrl } = await ticketOf(queries);
      return getJson(holder.guardianRequests, `${bankidUrl}/holder/guardian-requests`, { signal, ticket });
    },
  });
}

/** One of them, whatever became of it. */
export function useGuardianRequest(id: string) {
  const queries = useQueryClient();
  return useQuery({
    queryKey: ['guardian-request', id],
    queryFn: async ({ signal }) => {
      const { ticket, bankidUrl } = await ticketOf(queries);
      return getJson(
        holder.guardianRequest,
        `${bankidUrl}/holder/guardian-requests/${encodeURIComponent(id)}`,
        {
          signal,
          ticket,
        },
      );
    },
  });
}

/** Says yes or no. */
export function useGuardianAnswer(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (decision: holder.GuardianAnswer['decision']) => {
      const { ticket, bankidUrl } = await ticketOf(queries);
      const address = `${bankidUrl}/holder/guardian-requests/${encodeURIComponent(id)}/answer`;
      return postJson(holder.guardianRequest, address, { decision }, { ticket });
    },
    // Also after a refusal: it often means that the page shows what is no longer so.
    onSettled: () =>
      Promise.all(
        ['guardian-request', 'guardian-requests', 'bankid-history'].map((key) =>
          queries.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  });
}
