import { z } from 'zod';
import { actingFor, amountOfAsset, idempotencyKey, optional, partyId, text } from '../input.ts';

export const sendTransferInput = z
  .object({ organizationId: actingFor, recipientId: partyId, note: optional(text(0, 500)), idempotencyKey })
  .and(amountOfAsset);
