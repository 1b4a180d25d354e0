/**
 * Which files a unit may hand in: what offices write and scan. Extension, first bytes and, where it tells anything,
 * the declared media type must agree, so that a programme named .docx is refused. What lies inside: `file-check`.
 */
interface FileKind {
  mediaType: string;
  /** The first bytes, hexadecimal; none for plain text. */
  magic: string[];
}

const ZIP = ['504b0304'];
const OLE = ['d0cf11e0a1b11ae1'];
const OFFICE = 'application/vnd.openxmlformats-officedocument';

const KINDS: Record<string, FileKind> = {
  docx: { mediaType: `${OFFICE}.wordprocessingml.document`, magic: ZIP },
  xlsx: { mediaType: `${OFFICE}.spreadsheetml.sheet`, magic: ZIP },
  pptx: { mediaType: `${OFFICE}.presentationml.presentation`, magic: ZIP },
  ofd: { mediaType: 'application/ofd', magic: ZIP },
  zip: { mediaType: 'application/zip', magic: ZIP },
  doc: { mediaType: 'application/msword', magic: OLE },
  xls: { mediaType: 'application/vnd.ms-excel', magic: OLE },
  ppt: { mediaType: 'application/vnd.ms-powerpoint', magic: OLE },
  wps: { mediaType: 'application/vnd.ms-works', magic: [...OLE, ...ZIP] },
  et: { mediaType: 'application/vnd.ms-excel', magic: [...OLE, ...ZIP] },
  pdf: { mediaType: 'application/pdf', magic: ['25504446'] },
  jpg: { mediaType: 'image/jpeg', magic: ['ffd8ff'] },
  jpeg: { mediaType: 'image/jpeg', magic: ['ffd8ff'] },
  png: { mediaType: 'image/png', magic: ['89504e470d0a1a0a'] },
  txt: { mediaType: 'text/plain', magic: [] },
};

export const ACCEPTED_EXTENSIONS = Object.keys(KINDS);

/** What browsers and programs say when they know nothing, or each in its own way. */
const SAYS_NOTHING =
  /^(application\/(octet-stream|zip|x-zip.*|x-ole-storage|ofd|kswps|kset|wps.*|vnd\..*|msword.*|x-.*)|)$/;
const RUNS =
  /^application\/(x-(msdownload|msdos-program|sh|javascript|httpd-php|executable|dosexec|java.*)|vnd\.microsoft\.portable-executable)$/;

/** Whether what was declared may be said of a file of that kind. */
function mayBeCalled(mediaType: string, declared: string): boolean {
  const said = declared.split(';')[0]!.trim().toLowerCase();
  if (RUNS.test(said)) return false;
  if (SAYS_NOTHING.test(said) || said === mediaType) return true;
  return said.startsWith('image/') && mediaType.startsWith('image/') && said !== 'image/svg+xml';
}

/** @returns the media type, or null when the file is of no accepted kind */
export function fileKindOf(name: string, bytes: Buffer, declared = ''): string | null {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const kind = KINDS[extension];
  if (!kind) return null;
  const start = bytes.subarray(0, 8).toString('hex');
  const agrees =
    kind.magic.length === 0 ? !bytes.includes(0) : kind.magic.some((magic) => start.startsWith(magic));
  return agrees && mayBeCalled(kind.mediaType, declared) ? kind.mediaType : null;
}
