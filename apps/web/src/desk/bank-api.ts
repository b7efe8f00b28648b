import { desk } from '@segl/contracts';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson, postJson } from '../api/client.js';
import { allOfDesk, api, useDeskMutation } from './desk-api.js';

/** Officers of the bank, and what waits about them. */
export function useOfficers() {
  return useQuery({
    queryKey: [...allOfDesk, 'officers'],
    queryFn: ({ signal }) => getJson(desk.officerList, `${api}/officers`, { signal }),
    refetchInterval: 5_000,
  });
}

/** Campaigns of renewal with their progress, and what waits about them. */
export function useCampaigns() {
  return useQuery({
    queryKey: [...allOfDesk, 'campaigns'],
    queryFn: ({ signal }) => getJson(desk.campaignList, `${api}/campaigns`, { signal }),
    refetchInterval: 5_000,
  });
}

/** The bank's book of acts, page by page. */
export function useActLog(filter: Omit<desk.LogQuery, 'cursor'>) {
  return useInfiniteQuery({
    queryKey: [...allOfDesk, 'log', filter],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, value);
      if (pageParam !== null) query.set('cursor', pageParam);
      return getJson(desk.actLog, `${api}/log?${query.toString()}`, { signal });
    },
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** Does or proposes an act about the bank itself; tells which of both it was. */
export function useBeginBankAct() {
  return useDeskMutation((wanted: desk.BeginBankAct) => postJson(desk.begunAct, `${api}/bank-acts`, wanted));
}

/** A new start code for an officer: the answer is the only place that ever has it. */
export function useStartCode(officerId: string) {
  return useDeskMutation(() =>
    postJson(desk.startCode, `${api}/officers/${encodeURIComponent(officerId)}/start-code`, {}),
  );
}

/** Turns a start code into a password and a code unit. */
export function useBeginAsOfficer() {
  return useMutation({
    mutationFn: (typed: z.input<typeof desk.beginOfficer>) =>
      postJson(desk.begunOfficer, `${api}/begin`, typed),
  });
}
