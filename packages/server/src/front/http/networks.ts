import { BlockList, isIP, type Socket } from 'node:net'
import { assert } from '../../base/index.ts'

/** Networks in CIDR form, such as `10.0.0.0/8` and `fd00::/8`, as a list that addresses are looked up in. */
export function networks(texts: readonly string[]): BlockList {
  const list = new BlockList()
  for (const text of texts) {
    const [address = '', bits = ''] = text.split('/')
    const family = isIP(address)
    assert(family !== 0, 'a network was judged when the settings were read')
    list.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6')
  }
  return list
}

/** Whether the peer is in one of the networks. An IPv4 peer of a dual-stack socket counts as IPv4. */
export function comesFrom(list: BlockList, { remoteAddress = '' }: Socket): boolean {
  const plain = remoteAddress.replace(/^::ffff:(?=\d+\.)/, '')
  const family = isIP(plain)
  return family !== 0 && list.check(plain, family === 4 ? 'ipv4' : 'ipv6')
}
