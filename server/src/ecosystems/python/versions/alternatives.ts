/**
 * What stands between alternatives of which a version has to fit one, as Poetry's constraints have them (`>=1,<2 or >=3,<4`).
 * PEP 440 itself has no alternatives, and pip refuses a specifier that holds this text; here its parts are judged.
 */
export const ALTERNATIVE = ' or ';
