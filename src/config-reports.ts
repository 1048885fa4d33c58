import { count } from './config-kinds.ts';

/** The variables of reports: how many, how large, and how they are made. */
export const reportVariables = {
  REPORTS_OPEN: count(1, 10_000).default(20).describe('reports of an owner that may wait or be made at once'),
  REPORTS_AT_ONCE: count(1, 100).default(2).describe('reports that a worker process makes at the same time'),
  REPORT_POLL_MS: count(100).default(2_000).describe('pause between looks for reports, should a wake-up be lost'),
  REPORT_ATTEMPTS: count(1, 25).default(3).describe('times that a report is tried before it is FAILED'),
  REPORT_LOST_S: count(5).default(120).describe('silence after which a report is taken from a worker that died'),
  REPORT_PROGRESS_MS: count(50).default(500).describe('pause between words of how far a report is'),
  REPORT_PAGE_ROWS: count(1, 100_000).default(1_000).describe('rows that a report reads from the database at a time'),
  REPORT_STATEMENT_TIMEOUT_MS: count().default(600_000).describe('a statement of a report is ended after this time'),
  REPORT_ROWS: count().default(5_000_000).describe('rows of a report; an Excel sheet never takes more than 1,048,576'),
  REPORT_PDF_ROWS: count().default(5_000).describe('rows of a report that is printed (PDF)'),
  REPORT_BYTES: count().default(2_147_483_648).describe('bytes of a report'),
  REPORT_LINK_TTL_S: count().default(604_800).describe('life of the link in a mail that tells of a report'),
  REPORT_SCHEDULES: count(1, 1_000).default(50).describe('schedules of reports in force that an owner may have'),
};
