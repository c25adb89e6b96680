import type { Command } from 'commander'

/** Has the commands below end without a word when whoever reads their output has had enough, as `head` has. */
export function endWithReader(commands: Command): void {
  commands.hook('preAction', () => {
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      process.exit(0)
    })
  })
}
