/** One submission as pages print it. */
import type { Versions } from '../progress/versions.js';
import type { Say } from '../web/deadline-words.js';
import type { FileRow, SaidRow } from './unit-work.queries.js';

export interface FileView {
  id: number;
  name: string;
  size: string;
  /** Where the deadline holds several of this name. */
  version: {
    number: number;
    earlier: { id: number; number: number; size: string; day: string }[];
    newerIn: number | null;
  } | null;
}

export interface SubmissionView extends SaidRow {
  standingWord: string;
  channelWord: string;
  stateWord: string;
  ratingWord: string | null;
  gradeWord: string | null;
  isRecorded: boolean;
  files: FileView[];
}

const RECORDED = ['telephone', 'paper', 'oa'];
const KILO = 1024;

export function submissionView(
  say: Say,
  said: SaidRow,
  {
    kind,
    files = [],
    versions,
  }: { kind: string; files?: FileRow[] | undefined; versions?: Map<number, Versions> },
): SubmissionView {
  return {
    ...said,
    // A refinement plan is a paper, it does not stand anywhere.
    standingWord: kind === 'refinement' ? '' : say(`standing.${said.standing}`),
    channelWord: say(`channel.${said.channel}`),
    stateWord: say(`submission.state-${said.state}`),
    ratingWord: said.selfRating && say(`grade.${said.selfRating}`),
    gradeWord: said.grade && say(`grade.${said.grade}`),
    isRecorded: RECORDED.includes(said.channel),
    files: files.map(({ id, name, size }) => ({
      ...{ id, name, size: sizeInWords(size) },
      version: versionView(versions?.get(id)),
    })),
  };
}

function versionView(versions: Versions | undefined): FileView['version'] {
  if (!versions) return null;
  const earlier = versions.earlier.map(({ id, version, size, receivedOn }) => ({
    ...{ id, number: version, size: sizeInWords(size), day: receivedOn },
  }));
  return { number: versions.version, earlier, newerIn: versions.newerIn };
}

function sizeInWords(bytes: number): string {
  if (bytes < KILO) return `${bytes} B`;
  const kilobytes = bytes / KILO;
  return kilobytes < KILO ? `${Math.ceil(kilobytes)} KB` : `${(kilobytes / KILO).toFixed(1)} MB`;
}
