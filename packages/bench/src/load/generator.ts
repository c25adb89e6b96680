import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Job, JobResult, Measurement } from './jobs.ts'

type MeasureJob = Extract<Job, { readonly kind: 'measure' }>

/** The load generator in a process of its own. */
export class Generator {
  #child: ChildProcess | undefined

  /** Rejects with the reason when the job could not be done. */
  async run(job: Job): Promise<void> {
    await this.#ask(job)
  }

  async measure(job: MeasureJob): Promise<Measurement> {
    const result = await this.#ask(job)
    if (result.measurement === undefined) throw new Error('the load generator measured nothing')
    return result.measurement
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
