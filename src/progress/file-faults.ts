/** Why a file is not taken in. The words stand under `refusal.<code>`. */
export type FileFaultCode =
  | 'attachment-kind'
  | 'attachment-broken'
  | 'attachment-encrypted'
  | 'attachment-macros'
  | 'attachment-programs'
  | 'attachment-nested'
  | 'attachment-path'
  | 'attachment-inflates'
  | 'attachment-dtd'
  | 'attachment-active'
  | 'attachment-pixels';

export interface FileFault {
  code: FileFaultCode;
  /** The name inside a container, where it is not the file itself. */
  inner?: string;
}

/** Thrown while looking into a file, where the fault ends the look. */
export class FileRefused extends Error {
  constructor(readonly fault: FileFault) {
    super(fault.code);
  }
}

export function refuse(code: FileFaultCode, inner?: string): never {
  throw new FileRefused(inner === undefined ? { code } : { code, inner });
}
