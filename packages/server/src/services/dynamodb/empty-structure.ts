import { invalidParameters } from '../../errors/index.ts'

/** Whether a structure was sent without any of its members. */
export function isEmpty(structure: object | undefined): boolean {
  return structure !== undefined && Object.values(structure).every((value) => value === undefined)
}

/** The refusal of a structure that was sent without members. The text is ours: the cloud service fails. */
export function namesNothing(member: string): Error {
  return invalidParameters(`${member} must set at least one of its members`)
}
