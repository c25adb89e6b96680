#!/usr/bin/env node
import { build, compiledPackages, ensureInstalled } from './lib/setup.mjs'

/** Compiles every workspace package: `npm run build`. */

ensureInstalled()
for (const name of compiledPackages()) if (!build(name)) process.exitCode = 1
