import { type ExportSize, malwareName } from './advisoryExport.js';

/** 10,000 names in no order, every second one of a package that no record speaks of. */
export function askedNames(size: ExportSize): readonly string[] {
  return Array.from({ length: 10_000 }, (_, index) => {
    const name = malwareName(Math.floor(size.malware * fraction(index)));
    return index % 2 === 0 ? name : `${name}-absent`;
  });
}

/** Between 0 and 1, spread evenly whatever the count. */
function fraction(index: number): number {
  return (index * 0.6180339887498949) % 1;
}
