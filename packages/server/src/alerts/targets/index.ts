/** Where alerts are delivered to. */
export { fileTarget } from './file.ts'
export { syslogMessage, syslogTarget, type SyslogOptions } from './syslog.ts'
export { signatureHeader, webhookSignature, webhookTarget, type WebhookOptions } from './webhook.ts'
