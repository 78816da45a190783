/**
 * One YAML file, environment variables and files for secrets, one JSON schema; errors name the setting and say what to do.
 * @module
 */
export type * from './contract.ts';
