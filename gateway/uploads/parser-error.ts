import { type Reason, UploadRejected } from './rejection.ts';

/** What multer's codes mean to the sender; every other error of a parser is a malformed body. */
const CODES: Readonly<Record<string, { reason: Reason; detail: string }>> = {
  LIMIT_FILE_SIZE: { reason: 'too-large', detail: 'A file is larger than we take.' },
  LIMIT_FILE_COUNT: { reason: 'too-many', detail: 'The form has more files than we take at once.' },
  LIMIT_FIELD_COUNT: { reason: 'too-many', detail: 'The form has more fields than we take.' },
  LIMIT_PART_COUNT: { reason: 'too-many', detail: 'The form has more parts than we take.' },
  LIMIT_FIELD_KEY: { reason: 'malformed', detail: 'The name of a field is too long.' },
  LIMIT_FIELD_VALUE: { reason: 'malformed', detail: 'The value of a field is too long.' },
  LIMIT_UNEXPECTED_FILE: { reason: 'malformed', detail: 'Files come in the field “files”.' },
};

/** The rejection that an error of multer, or of the parser under it, stands for. */
export function parserRejection(error: unknown): UploadRejected {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const known = CODES[String(code)];
  if (known) return new UploadRejected(known.reason, known.detail, { cause: error });
  return new UploadRejected('malformed', `The form can't be read: ${message}.`, { cause: error });
}
