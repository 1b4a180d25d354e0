/** What runs when it is opened, and what hides other files: by name and by first bytes. */
const words = (text: string) => new Set(text.split(' '));

const PROGRAMS = words(
  'exe dll com bat cmd ps1 psm1 vbs vbe js jse mjs wsf wsh hta msi msp scr cpl lnk url pif reg inf sys drv jar ' +
    'class sh bash py pyw pl rb php jsp asp aspx app apk deb rpm dmg msc gadget application html htm xhtml shtml mht mhtml ' +
    'svg chm hlp xll iqy slk sct',
);
const WITH_MACROS = words('docm dotm xlsm xltm xlsb xlam pptm potm ppsm ppam sldm');
const ARCHIVES = words('zip rar 7z gz tgz bz2 tbz xz txz tar cab iso img vhd vhdx arj lzh lha z zst ace');

const PROGRAM_STARTS = ['7f454c46', 'cafebabe', 'feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', '2321'];
const ARCHIVE_STARTS = [
  ...['504b0304', '504b0506', '526172211a07', '377abcaf271c', '1f8b08', '425a68', 'fd377a585a00'],
  ...['4d534346', '28b52ffd'],
];

export function extensionOf(name: string): string {
  return /\.([a-z0-9]+)[. ]*$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}

export function isProgramName(name: string): boolean {
  return PROGRAMS.has(extensionOf(name));
}

export function isMacroName(name: string): boolean {
  return WITH_MACROS.has(extensionOf(name)) || /(^|\/)vba(Project\.bin|Data\.xml)$/i.test(name);
}

export function isArchiveName(name: string): boolean {
  return ARCHIVES.has(extensionOf(name));
}

export function isProgramStart(head: Buffer): boolean {
  const start = head.subarray(0, 8).toString('hex');
  // Text may begin with MZ too; a programme's header has zeros.
  if (start.startsWith('4d5a')) return head.subarray(0, 64).includes(0);
  return PROGRAM_STARTS.some((magic) => start.startsWith(magic));
}

export function isArchiveStart(head: Buffer): boolean {
  const start = head.subarray(0, 8).toString('hex');
  return (
    ARCHIVE_STARTS.some((magic) => start.startsWith(magic)) || head.toString('latin1', 257, 262) === 'ustar'
  );
}
