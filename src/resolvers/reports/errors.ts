import { Refusal } from '../errors.ts';

/** The owner has as many reports under way as one may have. */
export class TooManyReports extends Refusal {
  readonly code = 'TOO_MANY_REPORTS';
  override readonly retryable = true;
  readonly most: number;
  constructor(most: number) {
    super(`There are ${most} reports waiting or being made, as many as there may be: wait for one.`);
    this.most = most;
  }
}

/** A report has more rows, or is larger, than its format takes: another attempt would find the same. */
export class ReportTooLarge extends Refusal {
  readonly code = 'REPORT_TOO_LARGE';
}

/** A report has no table of this name. */
export class ReportSectionUnknown extends Refusal {
  readonly code = 'REPORT_SECTION_UNKNOWN';
  constructor(names: readonly string[]) {
    super(`There is no such section. There are: ${names.join(', ')}.`);
  }
}
