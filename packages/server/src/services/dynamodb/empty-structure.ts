/** Whether a structure was sent without any of its members. */
export function isEmpty(structure: object | undefined): boolean {
  return structure !== undefined && Object.values(structure).every((value) => value === undefined)
}
