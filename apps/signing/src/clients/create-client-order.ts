import type { signing } from '@segl/contracts';
import { ProblemError } from '@segl/platform';
import { checkOrder, storeOrder } from '../orders/create-order.js';
import type { SigningRoom } from '../signing-room.js';
import type { OrderClient } from './order-tokens.js';

/**
 * Step 2, for a program: the order stands in the client's own name, and says where the signer goes back to. That address is one of
 * those registered with the client, so that no order sends people elsewhere.
 *
 * @throws ProblemError `signing.return-address-unknown`, and what `createOrder` throws
 */
export async function createClientOrder(
  room: SigningRoom,
  client: OrderClient,
  request: signing.CreateClientOrderRequest,
): Promise<string> {
  const { returnUrl } = request;
  if (returnUrl !== undefined && !client.returnUrls.includes(returnUrl)) {
    throw new ProblemError('signing.return-address-unknown');
  }
  const checked = await checkOrder(room, client, request);
  return storeOrder(room, {
    ...checked,
    organisation: { number: null, name: client.name },
    returnUrl: returnUrl ?? null,
  });
}
