import { basename, join } from 'node:path'
import type { Inquiry } from '../inquiry.ts'
import { pass, remediate, review, type Check, type Verdict } from '../model.ts'

/** A document of `--documents`, found by its name and judged by what it says. */
function paper(
  id: string,
  title: string,
  name: RegExp,
  remedy: readonly string[],
  judge: (text: string, inquiry: Inquiry) => Verdict,
): Check {
  return {
    id,
    title,
    remedy: [...remedy, 'strongroom assess --documents DIR'],
    async run(inquiry) {
      const { documents } = inquiry.target
      if (documents === undefined) return review('No folder of documents was given.')
      const files = await inquiry.look(`files of ${documents}`, (host) => host.files(documents))
      const file = files?.find(({ path, directory }) => !directory && name.test(basename(path)))
      if (file === undefined) return review(`No such document lies in ${documents}.`)
      const path = join(documents, basename(file.path))
      const text = await inquiry.look(path, (host) => host.read(path))
      if (text === undefined) return review(`${path} cannot be read.`)
      return judge(text, inquiry)
    },
  }
}

export const paperSbom = paper(
  'document-sbom',
  'There is a list of what the release is built from (SBOM)',
  /^(s?bom|sbom\..*|.*\.(cdx|spdx))\.json$/i,
  ['npm sbom --sbom-format cyclonedx > DIR/sbom.json'],
  (text) => {
    const value = parsed(text)
    const components = value?.['components'] ?? value?.['packages']
    const known = value?.['bomFormat'] === 'CycloneDX' || typeof value?.['spdxVersion'] === 'string'
    if (!known || !Array.isArray(components)) return remediate('It is neither CycloneDX nor SPDX.')
    return pass(`It lists ${String(components.length)} components.`)
  },
)

export const paperTests = paper(
  'document-tests',
  'There is the result of the tests of the release',
  /^tests?\.(txt|log|tap)$/i,
  ['npm test > DIR/tests.txt'],
  (text) => {
    const count = (word: string): number =>
      Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(text)?.[1] ?? NaN)
    const failed = count('fail')
    const passed = count('pass')
    if (failed > 0) return remediate(`${String(failed)} tests failed.`)
    if (failed === 0 && passed > 0) return pass(`${String(passed)} tests passed, none failed.`)
    return review('It does not say how many passed and failed.')
  },
)

export const paperAudit = paper(
  'document-audit-validation',
  'There is the result of validating the audit trail',
  /^audit-?validat.*\.json$/i,
  ['strongroom audit validate TRAIL --json > DIR/audit-validation.json'],
  (text) => {
    const valid = parsed(text)?.['valid']
    if (valid === true) return pass('The trail was found whole and unaltered.')
    if (valid === false) return remediate('The trail was found altered or incomplete.')
    return review('It does not say whether the trail is valid.')
  },
)

export const paperCertificate = paper(
  'document-certification',
  'An independent party certified the operation of the service',
  /^certification\.json$/i,
  ['# Write to DIR/certification.json: {"by": "…", "standard": "…", "until": "2027-12-31"}'],
  (text, inquiry) => {
    const value = parsed(text)
    const [by, standard, until] = ['by', 'standard', 'until'].map((name) => value?.[name])
    if (typeof by !== 'string' || typeof standard !== 'string' || typeof until !== 'string') {
      return review('It does not say by whom, to which standard and until when.')
    }
    const says = `${standard}, by ${by}, until ${until}.`
    return Date.parse(until) > inquiry.now() ? pass(says) : remediate(`No longer in force: ${says}`)
  },
)

function parsed(text: string): Partial<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
