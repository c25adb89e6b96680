/** EventBridge's pattern language. Pure. */
export { compilePattern, type Pattern } from './compile-pattern.ts'
export { PatternFault } from './pattern-fault.ts'
