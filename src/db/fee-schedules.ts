import { type Db, texts } from './client.ts';
import { type FeeScheduleRow, feeSchedules } from './trades.ts';

export async function insertFeeSchedule({ orm }: Db, row: typeof feeSchedules.$inferInsert): Promise<FeeScheduleRow> {
  const [inserted] = await orm.insert(feeSchedules).values(row).returning();
  return inserted as FeeScheduleRow;
}

export const selectFeeSchedules = async ({ sql }: Db, versions: readonly number[]): Promise<FeeScheduleRow[]> =>
  await sql<FeeScheduleRow[]>`select * from fee_schedules where version = any(${texts(versions)}::int[])`;
