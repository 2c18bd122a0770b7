import type { Place } from '../diagnostics/place.js';
import type { FilePosition } from './decision.js';

const known = new WeakMap<Place, FilePosition>();

/** Where a place begins, as decisions tell it. Frozen, because they share it. */
export function positionOf(place: Place): FilePosition {
  let position = known.get(place);
  if (position === undefined) {
    position = Object.freeze({ file: place.file, line: place.line, column: place.column });
    known.set(place, position);
  }
  return position;
}
