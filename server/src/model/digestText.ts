/** Digits of a digest in hexadecimal, in base64. */
export function hexToBase64(digits: string): string {
  return btoa(digits.replace(/../g, pair => String.fromCharCode(Number.parseInt(pair, 16))));
}

/** Digits of a digest in base64, in hexadecimal. */
export function base64ToHex(digits: string): string {
  return Array.from(atob(digits), byte => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}
