import type { Command } from 'commander'
import { addPolicyCheck } from './check.ts'
import { addPolicyExplain } from './explain.ts'

/** `strongroom policy`: what policies say. */
export function addPolicy(program: Command): void {
  const policy = program
    .command('policy')
    .description('check policy documents, and explain what they decide')
  addPolicyCheck(policy)
  addPolicyExplain(policy)
}
