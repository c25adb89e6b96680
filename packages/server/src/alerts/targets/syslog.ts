import { connect } from 'node:tls'
import { limits, type Clock } from '../../base/index.ts'
import type { Alert, AlertTarget } from '../queue/index.ts'
import type { Severity } from '../rules/index.ts'

export interface SyslogOptions {
  readonly host: string
  readonly port: number
  /** Certificates to trust, PEM; undefined: those that Node trusts. */
  readonly ca?: string | undefined
  /** The name of this machine. */
  readonly hostname: string
  readonly clock: Clock
}

/** RFC 5424 over TLS (RFC 5425), each message with its length in front (RFC 6587). */
export function syslogTarget(options: SyslogOptions): AlertTarget {
  return {
    name: 'syslog',
    async send(alerts) {
      const messages = alerts.map((alert) => frame(syslogMessage(alert, options.hostname)))
      await write(options, messages.join(''))
      return { arrived: alerts.map(() => true) }
    },
  }
}

/** Log alert. */
const facility = 14
const severities: Readonly<Record<Severity, number>> = { critical: 2, high: 3, medium: 4, low: 5 }

/** One alert: who and what as structured data, the whole as JSON. */
export function syslogMessage(alert: Alert, hostname: string): string {
  const priority = facility * 8 + severities[alert.severity]
  const { id, rule, eventId, eventName, account, principal, sourceIPAddress } = alert
  const data = Object.entries({ id, rule, eventId, eventName, account, principal, sourceIPAddress })
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => ` ${name}="${value.replaceAll(/["\\\]]/g, '\\$&')}"`)
    .join('')
  const host = hostname.replaceAll(/[^\x21-\x7e]/g, '').slice(0, 255) || '-'
  // 32473 is the number that is set aside for examples: nobody else's.
  return `<${String(priority)}>1 ${alert.raisedAt} ${host} strongroom - ${rule.slice(0, 32)} [alert@32473${data}] \ufeff${JSON.stringify(alert)}`
}

function frame(message: string): string {
  return `${String(Buffer.byteLength(message))} ${message}`
}

/**
 * Syslog answers nothing. So each batch has a connection of its own, which the server ends once it has read all; if it
 * breaks instead, the batch is sent again.
 */
function write({ host, port, ca, clock }: SyslogOptions, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      ca,
      ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
    })
    let ended = false
    const cancel = clock.after(limits.alertSendMs, () => {
      socket.destroy(new Error('the syslog server did not take the alerts in time'))
    })
    socket.on('secureConnect', () => socket.end(text))
    socket.on('error', reject)
    socket.on('end', () => {
      ended = true
    })
    socket.on('close', (failed: boolean) => {
      cancel()
      if (ended && !failed) resolve()
      else reject(new Error('the syslog server broke the connection'))
    })
    socket.resume()
  })
}
