/**
 * One YAML file, environment variables and files for secrets, one JSON schema; errors name the setting and say what to do.
 * Start at schema.ts: every setting stands there once; read-configuration.ts is the way from file to `Configuration`.
 * @module
 */
export { ConfigurationError } from './configuration-error.ts';
export type * from './contract.ts';
export { commentedConfiguration, exampleValues } from './example.ts';
export type { NewConfiguration } from './new-configuration.ts';
export { newConfigurationValues } from './new-configuration.ts';
export { readConfiguration } from './read-configuration.ts';
export { jsonSchema } from './schema.ts';
