import './scalars.ts';
import './errors.ts';
import './users.ts';
import './sessions.ts';
import './audit.ts';
import './wallets.ts';
import './wallet-entries.ts';
import './deposits.ts';
import './withdrawals.ts';
import './prices.ts';
import './announcements.ts';
import './announcement-mutations.ts';
import './trade-errors.ts';
import './trades.ts';
import './transfers.ts';
import './fee-schedules.ts';
import './state-machines.ts';
import { builder } from './builder.ts';

/** The whole schema. A noun's file is listed here once. */
export const schema = builder.toSchema();
