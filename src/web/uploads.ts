/**
 * Forms with files. The body of a multipart form does not exist yet when guards run, so it is read here,
 * before the pipes, and its token is held against the session's.
 */
import {
  applyDecorators,
  createParamDecorator,
  Injectable,
  SetMetadata,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { MultipartFile } from '@fastify/multipart';
import { catchError, from, lastValueFrom, mergeMap, throwError, type Observable } from 'rxjs';
import { noteSecurity } from '../audit/security-log.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import type { RefusalCode } from '../platform/refusal-codes.js';
import { Refusal, wrongInput } from '../platform/refusal.js';
import { BytesAtOnce, type Grow } from './bytes-at-once.js';
import { wellFormed } from './clean.js';
import { requireToken, takeToken } from './csrf.js';
import { pathOf, type WebRequest } from './request.js';

export interface UploadLimits {
  files: number;
  /** of one file */
  bytes: number;
}

export interface UploadedFile {
  field: string;
  /** As the sender called it: to be shown, never to be used as a path. */
  name: string;
  mediaType: string;
  bytes: Buffer;
}

export const UPLOADS_KEY = 'uploads';
/** What the fields beside the files may hold together: a pasted plan; and how many there may be. */
const FIELD_BYTES = 2 * 1024 * 1024;
const FIELDS = 200;
/** Files are held in memory while they are read and looked into: more than this at once must wait for its turn. */
const inMemory = new BytesAtOnce(128 * 1024 * 1024);

type Receiving = WebRequest & { uploaded?: UploadedFile[] };

/** On a handler whose form may carry files; without it a multipart body is refused. */
export const Uploads = (limits: UploadLimits) =>
  applyDecorators(SetMetadata(UPLOADS_KEY, limits), UseInterceptors(UploadsInterceptor));

/** The files of the form; fields left empty are not among them. */
export const UploadedFiles = createParamDecorator(
  (_: unknown, context: ExecutionContext): UploadedFile[] =>
    context.switchToHttp().getRequest<Receiving>().uploaded ?? [],
);

@Injectable()
export class UploadsInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Receiving>();
    if (!request.isMultipart()) return next.handle();
    const limits = this.reflector.get<UploadLimits>(UPLOADS_KEY, context.getHandler());
    return from(this.taken(request, limits, next)).pipe(
      catchError((error: unknown) =>
        from(this.note(request, error)).pipe(mergeMap(() => throwError(() => error))),
      ),
    );
  }

  private async taken(request: Receiving, limits: UploadLimits, next: CallHandler): Promise<unknown> {
    refuseTooLarge(request, limits);
    return inMemory.hold(senderOf(request), async (grow) => {
      await receive(request, limits, grow);
      return this.through(request, next);
    });
  }

  private async through(request: Receiving, next: CallHandler): Promise<unknown> {
    if (request.formTokenPending) requireToken(takeToken(request), [request.session?.csrfToken]);
    try {
      const work = () => lastValueFrom(next.handle());
      return await (request.aroundWork ? request.aroundWork(work) : work());
    } finally {
      request.uploaded = [];
    }
  }

  /** A file that was turned away is written down; that a form was wrong otherwise is nobody's business. */
  private async note(request: Receiving, error: unknown): Promise<void> {
    if (!(error instanceof Refusal) || !/attachment|document-not|files-|body-too/.test(error.code)) return;
    const { viewer, ip: address } = request;
    // Without what the address begins with under a link: it opens the unit's page.
    const subject = pathOf(request).slice(request.base.length);
    const by = viewer?.link && { by: `link:${viewer.link.id}` };
    await this.db.inTransaction((tx) =>
      noteSecurity(tx, this.clock, {
        ...{ kind: 'upload-refused', subject, address },
        ...{ personId: viewer?.personId ?? null, details: { code: error.code, ...by } },
      }),
    );
  }
}

/** @throws Refusal before a byte of the body is read, where it says itself that it is too large */
function refuseTooLarge(request: WebRequest, limits: UploadLimits): void {
  const most = limits.files * limits.bytes + FIELD_BYTES;
  if (Number(request.headers['content-length'] ?? 0) > most) throw new Refusal('body-too-large', {}, {}, 413);
}

/** A link may be in many hands, an address may be an office's: whom the guard let in is who sends. */
function senderOf({ viewer, ip }: WebRequest): string {
  if (viewer?.link) return `link:${viewer.link.id} ${ip}`;
  return viewer?.personId ? `person:${viewer.personId}` : ip;
}

async function receive(request: Receiving, limits: UploadLimits, grow: Grow): Promise<void> {
  const fields: Record<string, unknown> = {};
  const files: UploadedFile[] = [];
  request.body = fields;
  request.uploaded = files;
  const parts = request.parts({
    limits: {
      files: limits.files,
      fileSize: limits.bytes,
      fields: FIELDS,
      fieldSize: FIELD_BYTES,
      parts: FIELDS + limits.files,
    },
  });
  let left = FIELD_BYTES;
  try {
    for await (const part of parts) {
      if (part.type === 'file') await keepFile(part, files, grow);
      else {
        left -= Buffer.byteLength(String(part.value));
        keepField(fields, part.fieldname, part.value as string, part.valueTruncated || left < 0);
      }
    }
  } catch (error) {
    throw refusalFor(error, limits);
  }
}

async function keepFile(part: MultipartFile, files: UploadedFile[], grow: Grow): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of part.file as AsyncIterable<Buffer>) {
    await grow(piece.length);
    pieces.push(piece);
  }
  if (part.file.truncated) throw Object.assign(new Error('too large'), { code: 'FST_REQ_FILE_TOO_LARGE' });
  const bytes = Buffer.concat(pieces);
  if (!part.filename && !bytes.length) return;
  const name = wellFormed(part.filename ?? '').normalize('NFC');
  files.push({ field: part.fieldname, name, mediaType: part.mimetype, bytes });
}

function keepField(fields: Record<string, unknown>, name: string, value: string, isCut: boolean): void {
  if (isCut) throw wrongInput('field-too-long', { [name]: 'field-too-long' });
  if (!Object.hasOwn(fields, name)) fields[name] = value;
  else fields[name] = [fields[name], value].flat();
}

const BY_LIMIT: Record<string, RefusalCode> = {
  FST_REQ_FILE_TOO_LARGE: 'attachment-too-large',
  FST_FILES_LIMIT: 'too-many-attachments',
  FST_FIELDS_LIMIT: 'body-too-large',
  FST_PARTS_LIMIT: 'too-many-attachments',
};

/** Whatever else breaks while reading is a body that ended early or never was one. */
function refusalFor(error: unknown, limits: UploadLimits): Refusal {
  if (error instanceof Refusal) return error;
  const code = BY_LIMIT[String((error as { code?: unknown }).code)];
  const params = { count: limits.files, size: Math.floor(limits.bytes / 1024 / 1024) };
  return code ? wrongInput(code, {}, params) : new Refusal('body-truncated', {}, {}, 400);
}
