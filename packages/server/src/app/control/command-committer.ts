import { connect, type Socket } from 'node:net'
import type { Random, Secret } from '../../base/index.ts'
import type { CommitResult } from '../../storage/kv.ts'
import { packBatch, type Committer } from '../../storage/sqlite/index.ts'
import { Conversation, framesOf, greetingBytes, nextFrame, sendFrame } from './conversation.ts'

/** The writing half of a command's store: commits go to the server that has it. Rejects if none listens. */
export async function connectCommitter(
  path: string,
  systemKey: Secret,
  random: Random,
): Promise<Committer> {
  const socket = await opened(path)
  socket.on('error', () => undefined)
  const frames = framesOf(socket)
  const theirs = await nextFrame(frames)
  if (theirs?.length !== greetingBytes) throw new Error('the server does not greet')
  const own = random.bytes(greetingBytes)
  sendFrame(socket, own)
  const talk = new Conversation(socket, systemKey, random, Buffer.concat([theirs, own]))

  async function commit(packed: Buffer): Promise<CommitResult> {
    try {
      talk.say('command', packed)
      const frame = await nextFrame(frames)
      if (frame !== undefined) {
        return JSON.parse(talk.hear('server', frame).toString()) as CommitResult
      }
    } catch {
      // What became of it is as little known as when nothing is heard.
    }
    return { outcome: 'unknown', reason: 'the server ended or did not answer' }
  }

  let turn: Promise<unknown> = Promise.resolve()
  let queued = 0
  return {
    get queuedCommits() {
      return queued
    },
    commit(one) {
      queued++
      const result = turn.then(() => commit(Buffer.from(packBatch([one]))))
      turn = result
      return result.finally(() => queued--)
    },
    async close() {
      await turn
      socket.destroy()
    },
  }
}

function opened(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
}
