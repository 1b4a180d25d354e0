/** A handler's path, and the same below a mail's link: `/l/12.abc…/deadlines/7/submissions`. */
export function alsoByLink(path: string): string[] {
  return [path, `/l/:link${path}`];
}
