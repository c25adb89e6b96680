import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { thisHost } from '../../../src/assess/asking/host.ts'
import {
  paperAudit,
  paperCertificate,
  paperSbom,
  paperTests,
} from '../../../src/assess/checks/papers.ts'
import type { Check, Status } from '../../../src/assess/model.ts'
import type { Flip, Stage, Step } from '../support.ts'

const folder = { path: '' }

const stage = (): Stage => ({ target: { documents: folder.path }, host: thisHost() })

function papers(check: Check, name: string, texts: readonly (readonly [string, Status])[]): Flip {
  const there = ([text, expect]: readonly [string, Status]): Step => ({
    when: `${name} says ${text}`,
    expect,
    change: () => writeFile(join(folder.path, name), text),
    stage,
  })
  return {
    check,
    steps: [
      { when: 'no folder was given', expect: 'review' },
      {
        when: 'it is not in the folder',
        expect: 'review',
        change: async () => {
          folder.path = await mkdtemp(join(tmpdir(), 'strongroom-documents-'))
        },
        stage,
      },
      ...texts.map(there),
      {
        when: 'it cannot be read',
        expect: 'review',
        says: /cannot be read/,
        stage: () => ({
          ...stage(),
          host: { ...thisHost(), read: () => Promise.resolve(undefined) },
        }),
      },
      {
        when: 'it is gone',
        expect: 'review',
        change: () => rm(join(folder.path, name)),
        stage,
      },
    ],
  }
}

const certificate = (until: string): string =>
  JSON.stringify({ by: 'Someone', standard: 'ISO 27001', until })

export const flips: readonly Flip[] = [
  papers(paperSbom, 'sbom.json', [
    ['{"bomFormat": "CycloneDX", "components": [{}]}', 'pass'],
    ['{"spdxVersion": "SPDX-2.3", "packages": []}', 'pass'],
    ['{"components": []}', 'remediate'],
  ]),
  papers(paperTests, 'tests.txt', [
    ['# pass 12\n# fail 0\n', 'pass'],
    ['# pass 12\n# fail 1\n', 'remediate'],
    ['all is well', 'review'],
  ]),
  papers(paperAudit, 'audit-validation.json', [
    ['{"valid": true}', 'pass'],
    ['{"valid": false}', 'remediate'],
    ['valid', 'review'],
  ]),
  papers(paperCertificate, 'certification.json', [
    [certificate('2999-01-01'), 'pass'],
    [certificate('2001-01-01'), 'remediate'],
    ['{}', 'review'],
  ]),
]
