/** Where a Chromium stands, for test/browser. Without one those tests are left out, aloud; CI requires it. */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** Also left in TEST_CHROMIUM for the tests. @returns its path, or undefined */
export function findChromium() {
  const found = [process.env.TEST_CHROMIUM, ...onPath(), ...elsewhere].find(isProgram);
  if (found) process.env.TEST_CHROMIUM = found;
  else if (process.env.TEST_BROWSER === 'required')
    throw new Error('No Chromium found: test/browser cannot run.');
  else process.stderr.write('No Chromium found (TEST_CHROMIUM may name one): test/browser is left out.\n');
  return found;
}

function onPath() {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, name)));
}

function isProgram(file) {
  if (!file) return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
