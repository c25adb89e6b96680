/** The environment as a plain record. The only place that reads it: everything else is given what it needs. */
export type Environment = Readonly<Record<string, string | undefined>>

export function readEnvironment(): Environment {
  return process.env
}

/**
 * Takes the secrets out of the environment of this process, so that no child inherits them and a
 * later dump of the environment does not show them.
 */
export function forgetSecrets(variables: readonly string[]): void {
  for (const variable of variables) Reflect.deleteProperty(process.env, variable)
}

/** The AWS SDK warns of the age of this runtime, in words of its own, on every use. The assessment has a check for it. */
export function quietSdk(): void {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
}
