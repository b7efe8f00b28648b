import { PlatformError } from './errors.js';

/** What OBJECT_STORE_URL says. */
export interface S3Settings {
  bucket: string;
  /** Empty, or ending with `/`. */
  prefix: string;
  region: string;
  /** Without it, Amazon's own of the region. */
  endpoint: string | undefined;
  /** Bucket in the path rather than in the host name. */
  addressing: 'path' | 'host';
}

/** @throws PlatformError `platform.invalid-settings` */
export function parseS3Url(url: string): S3Settings {
  const invalid = (why: string) => new PlatformError('platform.invalid-settings', `OBJECT_STORE_URL ${why}`);
  if (!URL.canParse(url)) throw invalid('is not an address');
  const { protocol, host, pathname, searchParams, username, password } = new URL(url);
  if (protocol !== 's3:' || host === '') throw invalid('must begin with s3://bucket');
  if (username !== '' || password !== '') throw invalid('must not hold credentials');
  const folder = pathname.replaceAll(/^\/+|\/+$/g, '');
  return {
    bucket: host,
    prefix: folder === '' ? '' : `${folder}/`,
    region: searchParams.get('region') ?? 'us-east-1',
    endpoint: searchParams.get('endpoint') ?? undefined,
    addressing: searchParams.get('path-style') === '1' ? 'path' : 'host',
  };
}
