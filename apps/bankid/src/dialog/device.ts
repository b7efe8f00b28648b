import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { RoomSecrets } from '../secrets/room-secrets.js';

const cookieName = 'segl_bankid_device';
const cookieDays = 400;

/** Where guesses come from, as far as a server can tell. */
export interface Origin {
  deviceId: string;
  /** IPv4 address, or the first 64 bits of an IPv6 one. */
  address: string;
}

/** The device of a request, told by a cookie that only this room can have made. Without it, the address stands in. */
export function originOf(request: Request, secrets: RoomSecrets): Origin {
  const address = networkOf(request.ip ?? 'unknown');
  return { deviceId: deviceOf(request, secrets) ?? `no-cookie:${address}`, address };
}

/** Gives a browser that has none its device cookie. */
export function knowDevice(
  { request, response }: { request: Request; response: Response },
  { secrets, path, isSecure }: { secrets: RoomSecrets; path: string; isSecure: boolean },
): void {
  if (deviceOf(request, secrets) !== undefined) return;
  response.cookie(cookieName, secrets.signDevice(randomUUID()), {
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure,
    path,
    maxAge: cookieDays * 24 * 3600 * 1000,
  });
}

function deviceOf(request: Request, secrets: RoomSecrets): string | undefined {
  const pairs = (request.get('cookie') ?? '').split(/;\s*/).map((pair) => pair.split('='));
  return secrets.readDevice(pairs.find(([name]) => name === cookieName)?.[1]);
}

/** One household or phone has a whole IPv6 /64. */
function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined || !ip.includes(':')) return mapped ?? ip;
  const [head = '', tail] = ip.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros =
    tail === undefined
      ? []
      : Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`;
}
