/** What English says when people decide and take things on. Each is matched against a line in lower case, without its addressee. */
export const cuesEn = {
  propose:
    /\b(?:i(?:'d| would|'ll| will)? (?:propose|suggest|move|recommend|like to (?:propose|suggest))|propos(?:al|e|ed|ing)|suggestion|motion|how about|what about|what if we|why (?:don't|not) we|rfc)\b/,
  shallWe: /\b(?:shall|should|could|can|may|might) (?:we|i)\b.*\?|^(?:shall|should|could|can) we\b/,
  lets: /\blet(?:'s|s| us)\b/,
  weShould: /\bwe (?:should|need to|ought to|must|have to|might|could|can|would)\b|\bwe'd better\b/,
  weWill: /\bwe(?:'ll| will|'re going to| are going to|'re gonna| shall|'re not going to| won't)\b/,
  must: /\b(?:must|shall|should)(?: not)? (?:be|have|use|do|include|allow|contain|support|remain|stay|go|make|keep|take|only|always|never)\b/,
  prefer:
    /\b(?:i(?:'d| would)? (?:prefer|rather|go for|vote|lean|favou?r)|my (?:vote|preference|pick)|in favou?r|better to|best to|makes more sense|i'd say)\b/,
  option:
    /\b(?:option|alternative|choice|variant|approach|version) (?:[a-e1-9]|one|two|three)\b|\b(?:first|second|third|former|latter) (?:option|one|approach)\b/,
  plus: /^[^a-z]*\+\s?(?:1|one|0?\.[1-9])|\b\+1\b|:\+1:|:thumbsup:/,
  minus: /^[^a-z]*-\s?1(?!\d)|(?:^|\s)-1(?![\d-])(?:\s|$|,|\.)|:-1:|:thumbsdown:/,
  zero: /^[^a-z\d]*[+-]?0(?:\.0)?(?![\d.:\w])/,
  agree:
    /\b(?:agree|agreed|agreement|concur|i'm (?:ok|okay|fine|good|happy)|(?:ok|okay|fine|good|happy) (?:with|for me|by me|to me)|sounds (?:good|great|fine|right|ok|reasonable)|works for me|makes sense|sgtm|lgtm|wfm|seconded|second that|sounds like a plan|exactly|same here|no objections? (?:from|here)|i support|i'd support|ship it|go for it|do it|good idea|in favou?r)\b/,
  yes: /^\W*(?:yes|yep|yeah|yup|sure|ok|okay|right|fine|great|perfect|absolutely|definitely|cool|good|correct|true|indeed|aye|of course|excellent|done)\b/,
  object:
    /\b(?:disagree|i object|objection to|oppose|opposed|not convinced|not sure|i have (?:a )?(?:concern|problem|issue)s?|my concern|concerned|hold on|wait|strongly against|against (?:this|that|it)|can't live with|cannot live with|i don't (?:like|agree|want|think|see)|not (?:happy|comfortable|ok|okay|good|in favou?r)|too early|premature|bad idea|veto)\b/,
  no: /^\W*(?:no|nope|nah|not really|never|i don't|don't)\b/,
  but: /^(?:but|however|though|although|except)\b|\b(?:but|however)\b/,
  call: /\b(?:any (?:\w+ )?(?:objections?|comments?|concerns?|disagreements?|opposition|dissent|other (?:comments|thoughts|views))|objections?\s*\?|(?:does|do|would|is|has|anyone|anybody|everyone|everybody|all) (?:\w+ ){0,3}(?:object|disagree|opposed|oppose|agree|okay?|fine|happy|comfortable|in favou?r)\b.*\?|can we (?:agree|resolve|accept|close|approve|merge|decide|live)|are we (?:ok|okay|fine|good|agreed|all)|all (?:in favou?r|agreed)|please (?:vote|\+1)|straw ?poll|vote (?:on|for|now)|speak (?:up|now)|going once|call for|unless (?:there|someone|anyone|somebody|anybody)|lazy consensus)\b/,
  quiet:
    /\b(?:(?:hearing|seeing|see|hear|there (?:were|are)|notes?|with|without|having|heard|received) (?:no|none|any)\b.{0,20}\b(?:objection|comment|disagreement|opposition|concern|complaint)s?|no (?:further |other |more )?(?:objections?|comments?|concerns?|opposition|disagreement)|unanimous(?:ly)?|hearing none|seeing none|silence)\b/,
  decided:
    /\b(?:(?:we|it|group|team|everyone|all)(?:'ve| have|'s| has| is| are|'re)? (?:been )?(?:just |now |all |finally |then )?(?:decided|agreed|settled|resolved|chosen|concluded)|decision(?: is| was|:)|consensus (?:is|was|:|to|on|that|here|seems|reached)|(?:rough |general |we have |have |has |reached |there(?:'s| is) )(?:consensus|agreement)|resolution|resolved|it's decided|final answer|conclusion(?: is|:)|motion (?:passes|carries|carried)|so ordered)\b/,
  performs:
    /^(?:(?:so|ok|okay|alright|all right|great|cool|then|and|fine|right|good|yes|yep|yeah),? )*(?:decision|decided|resolved|resolution|agreed|consensus|conclusion|outcome)\s*(?::|-+|–|—)\s*\w+.*\s\w+|\b(?:we|the (?:team|group|board|council|committee))(?:'ve| have)?(?: all| now| just| finally| both| then| unanimously)* (?:decided|agreed|settled|resolved|concluded|chose)(?: to| on| that| we| not|:)\b|\b(?:it|this|that|everything)(?:'s| is) (?:decided|settled|agreed|approved|accepted|final)\b|\b(?:we(?:'re| are) going|we(?:'ll| will) (?:go|stick)|let's (?:go|stick)|going|decided to go) (?:with|for) \w|\b(?:settl(?:e|ed|ing) on|motion (?:passes|passed|carries|carried)|rfc (?:is )?accepted|(?:signed|sign) off|green-?lit|locked in|we have (?:a )?(?:consensus|decision|agreement)|consensus (?:is|to)|so resolved|final (?:answer|decision))\b/,
  accepted:
    /\b(?:approved?|accept(?:ed)?|signed off|sign-off|green-?lit|locked in|adopt(?:ed)?|passed|carried|ratified|confirmed|finali[sz]ed?|endorsed?)\b/,
  goWith:
    /\b(?:go(?:ing)? (?:with|for|ahead)|went with|stick(?:ing)? with|settl(?:e|ing) on|move forward|moving forward|proceed|let's (?:do|use|keep|take|make|go|drop|close|merge|leave)|we(?:'ll| will) (?:use|keep|go|do|take|make|drop|close|merge|leave|stick|start|not)|leave it|keep it|as is)\b/,
  defer:
    /\b(?:defer(?:red|ring)?|postpone[ds]?|put (?:it |this |that )?(?:off|on hold)|on hold|hold off|tbd|not (?:yet )?decided|need to (?:decide|discuss|think)|(?:to|should|must|we'll|will|can) (?:decide|discuss|figure out|revisit|come back)|let's (?:discuss|think|see|wait|talk|revisit|come back)|take (?:it|this|that) (?:offline|to)|pending|next (?:week|time|meeting|call)|later|come back to|revisit|open question|haven't decided|undecided|out of time)\b/,
  joke: /\b(?:lol|haha+|hehe+|jk|just kidding|kidding|rofl|lmao|joking)\b|[:;]-?[)dp](?:\s|$)|:(?:joy|laughing|rofl|smile|wink|stuck_out_tongue\w*|sweat_smile):|\/s$|😂|🤣/,
  reported:
    /\b(?:(?:they|he|she|customers?|who|you|people|someone|somebody|it was|was|were|had) (?:\w+ )?(?:decided|agreed|resolved|voted|approved|chose)|(?:last|previous) (?:week|month|year|meeting|call|time)|years? ago|months? ago|back (?:in|then)|used to|previously|already (?:decided|agreed|resolved|discussed)|in the past|originally|(?:why|when) (?:did )?we)\b/,
  suppose:
    /\b(?:if (?:we|you|i|they|it)|would have|could have|maybe|perhaps|might|imagine|suppose|hypothetical(?:ly)?|wonder(?:ing)?|not sure)\b/,
  because:
    /\b(?:because|since|given that|so that|due to|therefore|the reason|rationale|as a result|that way|otherwise|in order to)\b/,
  topic:
    /^\W*(?:topic|agenda(?: item)?|sub-?topic|next (?:topic|item|issue|up)|item \d+|subject)\s*[:#]|^\W*#+\s|^\W*(?:first|next) (?:up|topic|item)/,
  next: /\b(?:next (?:topic|item|issue|up|one|question|agenda)|mov(?:e|ing) on|let's move|on to (?:the )?next|anything else|any other business|aob|that's it|wrap up|adjourn(?:ed)?|rrsagent|meeting (?:over|closed)|thanks (?:everyone|all)|bye)\b/,
  minutes:
    /\b(?:minutes|notes) (?:from|of|are|were|approved|accepted|have)\b|\b(?:approv\w+|accept\w*|review) (?:of )?(?:the |last week's |previous |last )?(?:\w+ ){0,2}minutes\b|\bminutes\b/,
  issue: /(?:\b(?:issue|pr|pull request|ticket|bug|pull|issues|item)s?\b\s*[-#]?\s*\d+|#\d+|\/(?:issues|pull)\/\d+)/,
  closing:
    /\b(?:clos(?:e|ed|ing)|merg(?:e|ed|ing)|publish(?:ed|ing)?|land(?:ed|ing)?|obsoleted?|withdraw|drop(?:ped|ping)?|remov(?:e|ed|ing)|renam(?:e|ed|ing)|mark (?:as|it|this))\b/,
  imperative:
    /^\W*(?:accept|add|adopt|allow|apply|approve|ask|assign|choose|change|clarify|close|commit|create|continue|declare|defer|define|deprecate|disallow|do not|don't|do|drop|ensure|establish|expand|extend|fix|follow|go|have|hold|implement|include|introduce|invite|keep|limit|leave|make|mark|merge|move|open|override|permit|pick|postpone|prepare|propose|provide|publish|push|put|raise|recommend|refer|reject|remove|rename|replace|request|require|resolve|restrict|retain|return|review|revise|schedule|select|send|set|ship|specify|split|standardi[sz]e|start|state|stay|stop|support|switch|take|transition|try|update|upgrade|use|wait|work|write)\b/,
  personalWord: /\b(?:i|i'm|i've|i'd|i'll|you|your|you're|my|me)\b/,
  weWord: /\b(?:we|we're|we've|us|our)\b/,
  sumUp:
    /^\W*(?:so|ok so|okay so|ok,|okay,|alright|all right|then|in summary|to (?:sum|summari[sz]e|recap)|summary|tl;?dr|conclusion|outcome|right,)\b/,
  instead: /\b(?:instead of|rather than|versus|vs\.?|either|or should|over the|as opposed to)\b/,
  question: /\?\s*(?:$|\[|\()|\?$/,
  wh: /^\W*(?:what|why|how|when|where|who|which|is|are|do|does|did|can|could|would|will|has|have|should)\b/,
  thinks: /\b(?:i think|i believe|i guess|i feel|imo|imho|in my opinion|it seems|seems like|i wonder)\b/,
  iWill:
    /\b(?:i(?:'ll| will| shall|'m going to| am going to|'m gonna|'d be happy to| would be happy to| plan to| intend to| promise)|will do|on it|i'm on (?:it|that))\b/,
  iCan: /\b(?:i (?:can|could|volunteer|should|need to|have to|want to|would like to|'d like to|might|'d love to)|i'd (?:like|love) to|happy to|willing to|let me|i take|i've taken|leave it (?:to|with) me|i'll take)\b/,
  canYou:
    /\b(?:(?:can|could|would|will) (?:you|someone|somebody|anyone|anybody|[a-z]+)\b.*\?|please|pls|would you mind|do you want to|do you mind|are you able|who (?:can|will|wants|would|could|is going)|we need (?:someone|somebody)|needs? to be done|you (?:should|need to|could|can|might want to|will)|want you to|ask(?:ed|ing)? (?:you|him|her|them))\b/,
  nameTo:
    /^\W*(?:@?[a-z][\w.-]{1,20}|@?[a-z][\w.-]+ [a-z][\w.-]+)(?:,| and @?[a-z][\w.-]+)? (?:to|will|shall|should|is going to|agreed to|volunteers? to|volunteered to|takes?|needs? to|can) [a-z]{2,}/,
  action:
    /\b(?:actions?(?: items?)?|todos?|to-dos?|follow[- ]?ups?|next steps?|assign(?:ed|ee)?|task(?:s|ed)?|due|deadline|homework|responsible|takes? (?:an |the |this |that )?action|take(?:s|n)? (?:care|on|over|a look)|look into|looking into)\b/,
  doing:
    /\b(?:writ(?:e|ing)(?: up)?|draft|send|email|e-mail|mail|contact|reach out|ask|ping|check|review|prepare|file|open an? (?:issue|pr|bug|ticket)|create|schedule|set ?up|organi[sz]e|arrange|invite|update|post|put (?:together|up)|talk to|speak (?:to|with)|get (?:back|in touch|feedback)|investigate|circulate|share|add|fix|document|coordinate|find out|bring (?:it|this|that)|raise|report back|come up with|work (?:on|with)|help)\b/,
  when: /\b(?:by (?:monday|tuesday|wednesday|thursday|friday|tomorrow|tonight|next|the end|end of|then)|this (?:week|afternoon|month|evening)|tomorrow|today|before (?:the |our )?(?:next|end)|end of (?:the )?(?:day|week|month)|eod|asap|next week|in the next|over the (?:next|weekend)|soon)\b/,
  personal: /\b(?:lunch|dinner|coffee|gym|party|beer|breakfast|weekend|vacation|holiday)\b/,
  greeting:
    /^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|bye|thanks|thank you|thx|welcome|present\+?|regrets\+?|q\+|q-|ack|zakim|scribe(?:nick)?|agenda\+|queue)\b|\bhas (?:joined|left|quit|changed)\b/,
  lookAt: /^\W*https?:\S+\s*$|\b(?:see|cf\.?|ref|link):? ?https?:/,
  done: /\b(?:(?:i|we)(?:'ve| have)? (?:did|done|finished|fixed|merged|sent|wrote|written|posted|updated|created|added|filed)|(?:has|have|had) (?:been|already)|already)\b/,
  notes: /\b(?:note[sd]?|record(?:ed)?|for the record|minuted|log(?:ged)?|capture[ds]?)\b/,
  effect:
    /\b(?:from now on|effective|starting (?:next|from|today|monday|tomorrow)|default (?:will|is|to)|no longer|going forward|henceforth|not (?:be )?supported|out of scope|in scope|is optional|is required)\b/,
} as const satisfies Record<string, RegExp>;
