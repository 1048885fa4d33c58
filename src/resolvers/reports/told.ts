import type { ReportRow } from '../../db/reports.ts';
import type { NewEvent } from '../feed.ts';

export const reportChanged = ({ id, ownerId, status, rowsDone, rowsTotal }: ReportRow): NewEvent => ({
  topic: 'report',
  key: id,
  payload: {
    id,
    ownerId,
    status,
    rowsDone: rowsDone.toString(),
    rowsTotal: rowsTotal === null ? null : rowsTotal.toString(),
  },
});
