/** A start that fails for a reason with a code of its own, which the host's error bears. */
export class StartFault extends Error {
  override readonly name = 'StartFault';
  readonly code: `executor/${string}`;

  constructor(code: `executor/${string}`, message: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
