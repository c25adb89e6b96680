import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Job, JobResult, Measurement, NextPhase } from './jobs.ts'

type MeasureJob = Extract<Job, { readonly kind: 'measure' }>

/** The load generator in a process of its own. */
export class Generator {
  #child: ChildProcess | undefined

  /** Rejects with the reason when the job could not be done. */
  async run(job: Job): Promise<void> {
    await this.#ask(job)
  }

  async measure(job: MeasureJob & { readonly seconds: number }): Promise<Measurement> {
    const [measurement] = (await this.#ask(job)).measurements
    if (measurement === undefined) throw new Error('the load generator measured nothing')
    return measurement
  }

  /** Measures until {@link nextPhase} is told that nothing comes after it; resolves to the phases. */
  async measurePhases(job: Omit<MeasureJob, 'seconds'>): Promise<readonly Measurement[]> {
    return (await this.#ask({ ...job, seconds: undefined })).measurements
  }

  nextPhase(last: boolean): void {
    const told: NextPhase = { kind: 'next-phase', last }
    this.#child?.send(told)
  }

  stop(): void {
    this.#child?.disconnect()
    this.#child = undefined
  }

  #ask(job: Job): Promise<Extract<JobResult, { readonly ok: true }>> {
    const child = (this.#child ??= fork(
      fileURLToPath(new URL('./generator-main.js', import.meta.url)),
    ))
    return new Promise((resolve, reject) => {
      const onExit = (): void => {
        this.#child = undefined
        child.off('message', onMessage)
        reject(new Error('the load generator died'))
      }
      const onMessage = (result: JobResult): void => {
        child.off('exit', onExit)
        if (result.ok) {
          resolve(result)
          return
        }
        this.#child = undefined
        child.kill()
        reject(new Error(result.reason))
      }
      child.once('message', onMessage)
      child.once('exit', onExit)
      child.send(job)
    })
  }
}
