import { BlockList, isIP } from 'node:net'
import { PatternFault } from './pattern-fault.ts'

/** A test for addresses of a network, such as 10.0.0.0/8 or 2001:db8::/32. */
export function inNetwork(path: string, text: string): (address: string) => boolean {
  const [address = '', bits = '', ...more] = text.split('/')
  const version = isIP(address)
  const most = version === 4 ? 32 : 128
  if (version === 0 || more.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > most) {
    throw new PatternFault(path, `${JSON.stringify(text)} is no network, such as 10.0.0.0/8`)
  }
  const list = new BlockList()
  const family = version === 4 ? 'ipv4' : 'ipv6'
  list.addSubnet(address, Number(bits), family)
  return (candidate) => isIP(candidate) === version && list.check(candidate, family)
}
