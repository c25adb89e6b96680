export { connectCommitter } from './command-committer.ts'
export { serveCommands, type CommandSocket } from './serve-commands.ts'
