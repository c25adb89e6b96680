/** Shows people how far long work is. */
export interface Progress {
  step(): void
  end(): void
}

const silent: Progress = { step: () => undefined, end: () => undefined }

/** A bar on a terminal's standard error; elsewhere nothing, so that logs and pipes stay clean. */
export async function progressOf(what: string, total: number): Promise<Progress> {
  if (!process.stderr.isTTY || total === 0) return silent
  const { SingleBar, Presets } = (await import('cli-progress')).default
  const bar = new SingleBar(
    { format: `${what} {bar} {value}/{total}`, clearOnComplete: true, stream: process.stderr },
    Presets.shades_classic,
  )
  bar.start(total, 0)
  return {
    step: () => {
      bar.increment()
    },
    end: () => {
      bar.stop()
    },
  }
}
