#!/usr/bin/env node
import { runCommandLine } from './command-line.ts'

// Whatever file the server makes, the store's own included, is its user's alone.
process.umask(0o077)
process.exitCode = await runCommandLine(process.argv)
