/** Questions of the help page, by topic, in the order they are shown. Words are under `help.<topic>.<question>`. */
export const helpTopics = [
  {
    topic: 'sign',
    questions: ['how', 'need', 'binding', 'order', 'save', 'find', 'company', 'phone', 'reader'],
  },
  {
    topic: 'bankid',
    questions: [
      'what',
      'uses',
      'get',
      'codes',
      'noUnit',
      'app',
      'keepUnit',
      'onMobile',
      'who',
      'age',
      'vault',
    ],
  },
  {
    topic: 'trouble',
    questions: ['forgot', 'suspended', 'suspend', 'active', 'expire', 'newUnit', 'change', 'support', 'lost'],
  },
  { topic: 'safety', questions: ['safe', 'suspicion', 'liability', 'otherBank', 'whichBank'] },
  { topic: 'segl', questions: ['send', 'verify', 'stored', 'level', 'demo'] },
] as const;
