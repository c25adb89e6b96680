/** Limits of an assessment. */
export const assessLimits = {
  /** Characters of an answer that the evidence of an assessment shows. */
  evidenceAnsweredCharacters: 2000,
  /** Characters of a request that the evidence of an assessment shows. */
  evidenceAskedCharacters: 600,
  /** Characters from which on a value is a secret that evidence is searched for. */
  assessedSecretCharacters: 8,
  /** Milliseconds in which a connection of an assessment must answer. */
  assessWireMs: 5000,
  /** Milliseconds in which a throw-away table of an assessment must be there. */
  assessTableMs: 60_000,
  /**
   * Milliseconds from one request of a passive assessment to the next, of a server that is seen to have nothing else
   * to do, ours: what 50 tables and 200 roles ask for fits into ten seconds on a slow machine, too.
   */
  assessCalmIntervalMs: 40,
  /** The same of an assessment with attacks, ours: it makes twice the requests. */
  assessCalmAttackIntervalMs: 25,
  /**
   * Milliseconds from one request of a passive assessment to the next where the processor time of the server cannot
   * be seen, ours.
   */
  assessIntervalMs: 55,
  /** The same of an assessment with attacks, ours. */
  assessAttackIntervalMs: 35,
  /** The share of one processor up to which an assessment takes a server to have nothing else to do, ours. */
  assessCalmShare: 0.2,
  /**
   * Milliseconds from one request of a passive assessment to the next while the server uses a whole processor, ours:
   * what the requests take of the server is then one to two per cent of what it can do.
   */
  assessBusyIntervalMs: 400,
  /** The same of an assessment with attacks, ours. */
  assessBusyAttackIntervalMs: 250,
  /** Milliseconds from one look of an assessment at the processor time of the server to the next, ours. */
  assessLoadWindowMs: 250,
  /** Milliseconds of a read beyond which an assessment takes a server to be busy, ours. */
  assessPromptAnswerMs: 12,
  /** How many times as long as reads take beyond that an assessment rests after each answer, ours. */
  assessRestFactor: 30,
  /** Longest such rest in milliseconds, ours. */
  assessLongestRestMs: 300,
  /** Milliseconds between two looks of an assessment for something that takes time. */
  assessPollMs: 100,
  /** Pages of one list that an assessment reads. */
  assessPages: 500,
  /** Pages of events in which an assessment looks for the records of its attacks. */
  assessLookupPages: 10,
  /** Files below a folder that an assessment looks at. */
  assessFiles: 2000,
} as const
