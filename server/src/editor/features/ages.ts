// Dates of releases as lists and hints tell them.
export { ageOf, dayOf } from '../../rules/age.js';
