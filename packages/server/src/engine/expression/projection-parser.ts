import { TokenStream } from './token-stream.ts'
import type { PathSyntax } from './tree.ts'

/** Parses a projection into its paths, in text order. */
export function parseProjectionSyntax(text: string): readonly PathSyntax[] {
  const stream = new TokenStream('ProjectionExpression', text)
  const paths = [stream.path()]
  while (stream.accept(',')) paths.push(stream.path())
  // A projection has no functions, so the language makes no difference.
  stream.finish('condition')
  return paths
}
