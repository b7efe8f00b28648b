import { signing } from '@segl/contracts';
import { useQuery } from '@tanstack/react-query';
import { getJson } from './client.js';
import { endpoints } from './endpoints.js';

/** Who is logged in, and whether this is a demonstration. */
export function useMe() {
  return useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => getJson(signing.me, endpoints.me, { signal }),
    staleTime: 30_000,
  });
}
