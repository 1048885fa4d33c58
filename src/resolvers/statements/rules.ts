import { z } from 'zod';
import { uploadFile } from '../documents/rules.ts';
import { nodeId, text } from '../input.ts';

export const importStatementInput = z.object({ file: uploadFile });

export const matchBankLineInput = z.object({ bankLineId: nodeId('BankLine'), paymentId: nodeId('Payment') });

export const ignoreBankLineInput = z.object({ bankLineId: nodeId('BankLine'), reason: text(3, 300) });
