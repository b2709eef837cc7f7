import type { Level } from '../model/index.js';

/** SARIF's levels; it has none below `note`. */
export function sarifLevel(level: Level): string {
  return level === 'error' || level === 'warning' ? level : 'note';
}

/** A text as a SARIF message (3.11.5, 3.11.6): what could be read as a placeholder or as a link is not. */
export function sarifMessage(text: string): { readonly text: string } {
  const whole = text.replace(/[{}]/g, '$&$&');
  return { text: whole.includes('](') ? whole.replace(/[[\]\\]/g, '\\$&') : whole };
}
