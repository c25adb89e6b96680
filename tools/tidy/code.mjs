import ts from 'typescript'
import { everyNode, lineOf, parse } from '../lib/modules.mjs'

/**
 * Calls and comparisons that the server's code may not contain, each with what to write instead.
 * Tests are exempt: they are what the clock and the randomness are injected for.
 *
 * @import { Finding } from '../lib/findings.mjs'
 *
 * @typedef {object} Ban
 * @property {RegExp} banned matched against the text of what is called, as in `Date.now`
 * @property {boolean} [bare] only without arguments
 * @property {RegExp} [only] the files, below the server's sources, where the ban holds
 * @property {RegExp} [except] the files where it does not
 * @property {string} remedy
 */

const sources = 'packages/server/src/'

/** Tests, what only they use, and the contract suite, which lies among the sources since every driver's tests run it. */
const testCode = /\.test(-support)?\.ts$|\/storage\/contract/

/** @type {readonly Ban[]} */
const bans = [
  {
    banned: /^(Date\.now|Date)$/,
    bare: true,
    except: /^base\/clock\.ts$/,
    remedy: 'Take a Clock (base/clock.ts) and call now().',
  },
  {
    banned: /^(performance\.now|process\.hrtime(\.bigint)?)$/,
    except: /^base\/clock\.ts$/,
    remedy: 'Take a Clock (base/clock.ts) and call monotonic().',
  },
  {
    banned: /^(Math\.random|(crypto\.)?random(Bytes|UUID|Int|Fill|FillSync))$|\.getRandomValues$/,
    except: /^base\/random\.ts$/,
    remedy: 'Take a Random (base/random.ts), so that a run can be repeated from its seed.',
  },
  {
    banned: /^JSON\.parse$/,
    only: /^front\//,
    except: /^front\/codecs\/parse-json\.ts$/,
    remedy:
      "Use parseJsonBody of front/codecs/parse-json.ts: a client's text may be deep, long or hostile.",
  },
  {
    banned: /^console\.\w+$/,
    except: /^app\//,
    remedy: 'Take a Logger (base/logger.ts); only app/ speaks to the terminal.',
  },
  {
    banned: /^process\.(stdout|stderr)\.write$/,
    except: /^app\//,
    remedy: 'Take a Logger (base/logger.ts); only app/ speaks to the terminal.',
  },
  {
    banned: /^process\.exit$/,
    except: /^app\//,
    remedy: 'Throw or reject: only app/ ends the process, after the store was closed.',
  },
]

/** Names of values that decide over access: comparing them byte by byte tells how far a guess is right. */
const secretName = /(signature|secret|secretKey|secretAccessKey|sessionToken|password|passphrase)$/i

/**
 * @param {string} path
 * @param {string} text
 * @returns {Finding[]}
 */
export function codeFindings(path, text) {
  if (!path.startsWith(sources) || !path.endsWith('.ts') || testCode.test(path)) return []
  const inside = path.slice(sources.length)
  const here = bans.filter(
    ({ only, except }) => only?.test(inside) !== false && except?.test(inside) !== true,
  )
  /** @type {Finding[]} */
  const findings = []
  everyNode(parse(path, text), (node) => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const called = node.expression.getText()
      const count = node.arguments?.length ?? 0
      const ban = here.find(({ banned, bare }) => banned.test(called) && !(bare && count > 0))
      if (ban !== undefined) {
        findings.push({
          path,
          line: lineOf(node),
          rule: `${called} is called here`,
          remedy: ban.remedy,
        })
      }
    }
    if (comparesSecret(node)) {
      findings.push({
        path,
        line: lineOf(node),
        rule: `a secret is compared here: ${node.getText()}`,
        remedy: 'Use Secret.equals or timingSafeEqual, whose time tells nothing.',
      })
    }
  })
  return findings
}

const equality = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
])

/**
 * An equality of two values of which one is named like a secret. Comparing with undefined, null or
 * a literal asks only whether there is one.
 *
 * @param {ts.Node} node
 */
function comparesSecret(node) {
  if (!ts.isBinaryExpression(node) || !equality.has(node.operatorToken.kind)) return false
  const sides = [node.left, node.right]
  const plain = sides.some(
    (side) =>
      ts.isLiteralExpression(side) ||
      ts.isTypeOfExpression(side) ||
      ['undefined', 'null', 'true', 'false'].includes(side.getText()),
  )
  return !plain && sides.some((side) => secretName.test(lastName(side)))
}

/**
 * @param {ts.Expression} node
 * @returns {string}
 */
function lastName(node) {
  if (ts.isIdentifier(node)) return node.text
  if (ts.isPropertyAccessExpression(node)) return node.name.text
  return ''
}
