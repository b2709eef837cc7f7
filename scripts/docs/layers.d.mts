export const LAYERS: readonly (readonly [layer: string, below: readonly string[]])[];
export function layerOf(path: string): string | undefined;
export function layerDiagram(): string;
