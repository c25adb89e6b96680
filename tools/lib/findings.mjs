/**
 * One thing that a check found.
 *
 * @typedef {object} Finding
 * @property {string} path relative to the root of the repository
 * @property {number} line from 1
 * @property {string} rule what is broken, as a sentence without its full stop
 * @property {string} remedy what to do instead
 */

/**
 * Prints the findings of a check, each with its remedy, and sets the exit code.
 *
 * @param {string} check its name
 * @param {readonly Finding[]} findings
 */
export function report(check, findings) {
  for (const { path, line, rule, remedy } of findings) {
    console.log(`${path}:${line}  ${rule}\n    ${remedy}`)
  }
  console.log(findings.length === 0 ? `${check}: clean` : `${check}: ${findings.length} to mend`)
  if (findings.length > 0) process.exitCode = 1
}
