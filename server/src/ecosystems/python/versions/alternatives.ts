/**
 * What stands between alternatives of which a version has to fit one, as Poetry's constraints have them (`>=1,<2 or >=3,<4`).
 * No specifier of PEP 440 has any: no file holds this text.
 */
export const ALTERNATIVE = ' or ';
