/**
 * How a mail's few rows are shared among its sections: one each in turn, so that a long section does not hide a
 * short one.
 */
export function roomFor(wanted: number[], most: number): number[] {
  const rooms = wanted.map(() => 0);
  for (let left = most; left > 0;) {
    const hungry = rooms.flatMap((room, i) => (room < wanted[i]! ? [i] : [])).slice(0, left);
    if (hungry.length === 0) break;
    for (const i of hungry) rooms[i]! += 1;
    left -= hungry.length;
  }
  return rooms;
}
