/** What people say in a thread when something is settled there, or only looks so. Matched against plain sentences. */
export const chatCues = {
  /** Says in so many words that it is decided. */
  explicit:
    /^(?:also )?(?:decided|decision|settled|resolved)\b(?=[:,;!. -])|\b(?:it's|it is|that's|that is|this is|we've|we have|then it's|consider it) (?:now )?(?:decided|settled|agreed)\b|\bwe (?:decided|agreed)\b(?! (?:on|to|that)? ?(?:last|back))|\bfica decidido\b|\bon part là-dessus\b|\bc'est décidé\b|\bqueda decidido\b|\bbeschlossen\b/,
  /** The word itself, and then what. */
  label: /^(?:also )?(?:decided|decision|fica decidido|agreed|settled|outcome)(?:[^.!?]{0,24}:|,)\s+\S/,
  weDecided:
    /(?<!when |why |until |before |if |did |have )\bwe(?:'ve| have)? (?:all |just |now |finally |also )?(?:decided|agreed|settled|chose)\b(?! (?:last|back|in the past))/,
  sums: /^(?:so|ok so|in short|summary|from (?:the|our) (?:call|meeting|heads)\b.*)[:, ]/,
  approves: /\b(?:signed off|approved|go ahead|green light|permission granted|do it|ok do)\b/,
  reverses:
    /\b(?:we reverse|reversing|go(?:es|ing)? back to|after all|instead of what|replaces (?:what|the)|no longer|we change (?:it|the|this|our)|scrap(?:ping|ped)?|i was wrong)\b/,
  settles: /^(?:ok(?:ay)?|so|then|right|good|fine|great|alright|perfect|agreed|yes|well)\b[,.:! ]+(?:then\b[,:]? ?)?\S/,
  follows: /^(?:(?:ok(?:ay)?|so|right|good|fine|yes|well|agreed)[,.! ]+)?then\b|\bthen\.?$/,
  goWith: /\b(?:going with|we go with|go for|stay(?:ing)? with|stick(?:ing)? with|leave it at)\b|\bit is(?:[,.]|$)/,
  /** "We keep", "we drop": in the present, as what is so from now on. */
  weDo: /\bwe(?:'ll|'re going to| will| are going to)? (?:do|don't|keep|drop|take|move|stay|stop|go|play|cancel|change|build|use|make|pay|ship|sell|give|put|start|replace|close|run|switch|set|offer|hire|buy|write|add|remove|leave|renew|delete|wait|only|never|always|top|send|get)\b/,
  present:
    /^(?:the |our |all |every |each |both |no |from |until |one |two |three |\w+ night |existing |new )\b.{0,80}\b(?:is|are|goes?|stays?|starts?|moves?|closes?|gets?|comes?|runs?|keeps?|becomes?|waits?|alerts?)\b/,
  fromNow:
    /\b(?:from (?:now|today|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday|next|the first)|as of|starting|effective|until further|until it is|for good|from now on)\b/,
  commands:
    /^(?:(?:yes|ok|fine|right|so|then|good|please|no)[,.! ]+)?(?:hire|buy|order|offer|fit|send|ring|call|build|stop|start|move|cancel|use|take|put|keep|drop|make|close|go|ship|replace|book|tell|give|sell|cut|leave|paint|run|do)\b(?! (?:you|we|i|they)\b)/,
  gives:
    /\b(?:it's yours|, yours|is yours|owns? (?:it|this|both|that)|leads? the|takes? (?:it|this|over|the)|your call|can you take it|is in charge|i own|runs the|sees to)\b/,
  numbers: /\b\d/,
  noMore: /^(?:no|not)\b.{0,60}[.;,]|\b(?:that's a no|not now|no exceptions|nothing (?:changes|in)|never again)\b/,
  hedges:
    /\b(?:maybe|perhaps|might|leaning|lean towards|not sure|sleep on it|let's (?:not|talk|look|see|think|discuss)|think about|i think|i'd like|i'd love|would like|would love|i'd be|we could|could we|should we|shall we|decide (?:later|today|tomorrow|on)|to decide|ask my|before anyone|for now i|suggestion|i suggest|i propose|proposal|option|i'd go|i would|know more|no idea|i don't know|can't say|motion|all in favou?r)\b/,
  supposes:
    /^(?:if|suppose|what if|imagine|hear me out|vote\b)|\b(?:if we (?:had|gave|won|got|did)|would have|what if)\b/,
  past: /\b(?:last (?:year|month|week|spring)|(?:days?|weeks?|months?|years?) ago|we(?:'d)? said|i thought|it moved|settled it|had (?:been )?(?:decided|settled)|as (?:i|we) said|was chosen|chose|back then|used to|wrote it)\b/,
  others:
    /\b(?:they (?:decided|take|took|want|have|say)|their (?:board|committee)|our board|(?:board|committee|customer)\b.{0,40}\bdecided|the minutes)\b/,
  reports:
    /\b(?:is live|is out\b|are out\b|have (?:written|sent|ordered|done|read)|i've (?:written|sent|ordered|done|read)|ordered\.|done\.|short notes|report \d+|release|signed in|moved it)\b/,
  machine: /\b(?:any bot|automatic system|put on record|record as decided|system that reads)\b/,
  asks: /\?/,
  endsAsking: /\?\W*$/,
  thanks: /\b(?:thanks|thank you|merci|danke|obrigad[oa])\b/,
  promises: /\b(?:i'll|i will|i'm on it|on it|by (?:monday|tuesday|wednesday|thursday|friday|tomorrow|tonight))\b/,
  because: /\b(?:because|since|so that|cheaper|costs? more)\b/,
  shouts: /!{2,}|\b[A-Z]{4,}\b/,
} as const satisfies Record<string, RegExp>;
