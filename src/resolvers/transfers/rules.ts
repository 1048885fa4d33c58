import { z } from 'zod';
import { amountOfAsset, idempotencyKey, nodeId, optional, text } from '../input.ts';

export const sendTransferInput = z
  .object({ recipientId: nodeId('User'), note: optional(text(0, 500)), idempotencyKey })
  .and(amountOfAsset);
