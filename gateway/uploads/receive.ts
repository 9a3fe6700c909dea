import type { Writable } from 'node:stream';
import type { Request, Response } from 'express';
import multer, { MulterError, type StorageEngine } from 'multer';
import type { Batch } from './batch.ts';
import type { UploadsConfig } from './config.ts';
import { watchPace } from './pace.ts';
import { parserRejection } from './parser-error.ts';
import type { UploadRecord } from './records.ts';
import { bytesText, UploadAborted, UploadRejected } from './rejection.ts';

/** What a form may weigh beside its files: boundaries, headers, other fields. */
const ENVELOPE_BYTES = 65_536;

/** The field of the form that holds the files. */
const FIELD = 'files';

export type Receive = (req: Request, res: Response, batch: Batch) => Promise<UploadRecord[]>;

/** One request that is being received. */
type Reception = {
  readonly batch: Batch;
  /** Ends it with an error, at once, however much is still to come. */
  readonly fail: (error: unknown) => void;
  /** Ends once it is over. */
  readonly signal: AbortSignal;
};

/**
 * Receives forms with files: each file streams into the request's batch as it comes. The first thing that is wrong ends the whole;
 * then nothing of the request is kept.
 */
export function createReceive(config: UploadsConfig): Receive {
  const receptions = new WeakMap<object, Reception>();
  const engine: StorageEngine = {
    _handleFile(req, file, callback) {
      const { batch, fail } = receptions.get(req) as Reception;
      // Beside multer's own check, which would read the rest of the body before it says so.
      file.stream.once('limit', () => fail(tooLarge(config)));
      batch.add(file.originalname, file.stream).then(
        () => callback(null, {}),
        (error) => {
          fail(error);
          callback(error);
        },
      );
    },
    // The batch removes what it wrote, at every end that isn't a good one.
    _removeFile: (_req, _file, callback) => callback(null),
  };

  function feed(req: Request, parser: Writable): void {
    const { fail, signal } = receptions.get(req) as Reception;
    req.pipe(parser);
    // These too would be told only after the rest of the body.
    parser.once('error', (error) => fail(parserRejection(error)));
    parser.once('partsLimit', () => fail(parserRejection(new MulterError('LIMIT_PART_COUNT'))));
    parser.once('filesLimit', () => fail(parserRejection(new MulterError('LIMIT_FILE_COUNT'))));
    parser.once('fieldsLimit', () => fail(parserRejection(new MulterError('LIMIT_FIELD_COUNT'))));
    const pace = { patience: config.UPLOAD_PATIENCE, minRate: config.UPLOAD_MIN_RATE, signal };
    watchPace(req, pace, function cutOff(bytes) {
      fail(new UploadRejected('slow', `Only ${bytesText(bytes)} came in ${pace.patience} ms.`));
    });
    let total = 0;
    req.on('data', (chunk: Buffer) => {
      total += chunk.length;
      if (total > config.UPLOAD_MAX_BYTES + ENVELOPE_BYTES) fail(tooLarge(config));
    });
  }

  const parse = multer(parserOptions(config, engine, feed)).array(FIELD);

  return async function receive(req, res, batch) {
    const over = new AbortController();
    try {
      await new Promise<void>((resolve, reject) => {
        receptions.set(req, { batch, fail: reject, signal: over.signal });
        parse(req, res, (error: unknown) => (error ? reject(parserRejection(error)) : resolve()));
      });
      return await batch.commit();
    } catch (error) {
      const gone = req.destroyed && !req.complete;
      await batch.abandon();
      throw gone ? new UploadAborted(error) : error;
    } finally {
      over.abort();
    }
  };
}

/**
 * What can be told of a form before any of it is read.
 *
 * @returns how many bytes its files may have at most.
 * @throws UploadRejected where it is no form, or more than `UPLOAD_MAX_BYTES`.
 */
export function checkHeaders(req: Request, config: UploadsConfig): number {
  if (!req.is('multipart/form-data')) {
    throw new UploadRejected('content-type', 'Files come as multipart/form-data, in the field “files”.');
  }
  const encoding = req.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new UploadRejected('content-type', `Forms come as they are, not in the encoding ${encoding}.`);
  }
  const length = req.headers['content-length'];
  if (length === undefined) return config.UPLOAD_MAX_BYTES;
  if (Number(length) > config.UPLOAD_MAX_BYTES + ENVELOPE_BYTES) throw tooLarge(config);
  return Math.min(Number(length), config.UPLOAD_MAX_BYTES);
}

function parserOptions(
  config: UploadsConfig,
  storage: StorageEngine,
  streamHandler: (req: Request, parser: Writable) => void,
) {
  return {
    storage,
    streamHandler,
    defParamCharset: 'utf8',
    limits: {
      fileSize: config.UPLOAD_MAX_BYTES,
      files: config.UPLOAD_FILES,
      fields: config.UPLOAD_FIELDS,
      parts: config.UPLOAD_PARTS,
      fieldNameSize: 100,
      fieldSize: 1024,
      fieldNestingDepth: 0,
    },
  };
}

function tooLarge({ UPLOAD_MAX_BYTES }: UploadsConfig): UploadRejected {
  return new UploadRejected('too-large', `We take at most ${bytesText(UPLOAD_MAX_BYTES)} at once.`);
}
