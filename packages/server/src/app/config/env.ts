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

const own = 'STRONGROOM_'
/** Begins the variables that choose what the master key is rotated to. */
const nextPrefix = 'STRONGROOM_NEXT_'

/** The environment without those variables. */
export function presentEnvironment(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith(nextPrefix)))
}

/** What `STRONGROOM_NEXT_X` says, as `STRONGROOM_X`, and nothing else of Strongroom. */
export function nextEnvironment(env: Environment): Readonly<Record<string, string>> {
  const next: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith(nextPrefix) && value) next[own + name.slice(nextPrefix.length)] = value
  }
  return next
}

/** A variable, and the one that says the same of what the master key is rotated to. */
export function withNext(variable: string): readonly string[] {
  return [variable, nextPrefix + variable.slice(own.length)]
}
