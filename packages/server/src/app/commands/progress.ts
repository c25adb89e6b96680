/** Shows people how far long work is. */
export interface Progress {
  /** The total may grow as work is found. */
  update(done: number, total: number): void
  end(): void
}

const silent: Progress = { update: () => undefined, end: () => undefined }

/** A bar on a terminal's standard error; elsewhere nothing, so that logs and pipes stay clean. */
export async function openProgress(what: string): Promise<Progress> {
  if (!process.stderr.isTTY) return silent
  const { SingleBar, Presets } = (await import('cli-progress')).default
  const bar = new SingleBar(
    { format: `${what} {bar} {value}/{total}`, clearOnComplete: true, stream: process.stderr },
    Presets.shades_classic,
  )
  let begun = false
  return {
    update(done, total) {
      if (!begun) bar.start(total, done)
      begun = true
      bar.setTotal(total)
      bar.update(done)
    },
    end() {
      bar.stop()
    },
  }
}
