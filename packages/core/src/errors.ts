/**
 * What went wrong, for programs: an option or a check is wrong, a name is taken, a check's run has timed out or was stopped,
 * `waitFor` has waited too long, a probe port cannot be opened, or the service is shutting down.
 */
export type ErrorCode =
  | 'INVALID_OPTION'
  | 'INVALID_CHECK'
  | 'DUPLICATE_CHECK'
  | 'CHECK_TIMEOUT'
  | 'CHECK_ABORTED'
  | 'WAIT_TIMEOUT'
  | 'PORT_UNAVAILABLE'
  | 'SHUTDOWN';

/** The one error class of Probez. `message` quotes the offending value and says what is allowed. */
export class ProbezError extends Error {
  /** Always `ProbezError`. */
  override readonly name = 'ProbezError';
  /** What went wrong, for programs. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
