import {
  arrivedAction,
  cancelAction,
  holdAction,
  listActions,
  releaseAction,
  restoreAction,
  resumeSending,
  stopSending,
} from './actions/operations.ts';
import { explainAction } from './actions/why/operations.ts';
import { createToken, listTokens, revokeToken } from './agents/operations.ts';
import { joinChannel, leaveChannel } from './channels/operations.ts';
import { moveClock, nextOfClock, setClock } from './clock/operations.ts';
import { setEmoji } from './decisions/captures/operations.ts';
import { changeDecision } from './decisions/correcting/operations.ts';
import { setChannelRecap, setDigests, showDigest } from './decisions/digests/operations.ts';
import { showHistory } from './decisions/history/operations.ts';
import { listDecisions, logDecision, showDecision } from './decisions/operations.ts';
import { reviewTalk } from './decisions/reviewing/operations.ts';
import {
  confirmDecision,
  dropDecision,
  finishDecision,
  keepDecision,
  replaceDecision,
  restoreDecision,
  reverseDecision,
  startDecision,
  undoDecision,
} from './decisions/steps/operations.ts';
import { muteSomething, setHours, unmuteSomething } from './delivery/operations.ts';
import { showHealth } from './health/operations.ts';
import { showHome } from './home/operations.ts';
import { letObserve, letSpeak, showChannel } from './hosts/operations.ts';
import { dismissMessages, retryMessages } from './messages/operations.ts';
import type { Operation } from './operation.ts';
import { optIn, optOut } from './people/operations.ts';

/** Everything that can be asked of Hypha. Slack, HTTP and the command line offer this list and nothing else. */
export const operations: readonly Operation[] = [
  logDecision,
  listDecisions,
  reviewTalk,
  showDecision,
  showHistory,
  changeDecision,
  confirmDecision,
  startDecision,
  finishDecision,
  keepDecision,
  dropDecision,
  replaceDecision,
  reverseDecision,
  restoreDecision,
  undoDecision,
  setEmoji,
  joinChannel,
  leaveChannel,
  showChannel,
  letSpeak,
  letObserve,
  setChannelRecap,
  optOut,
  optIn,
  setHours,
  showDigest,
  setDigests,
  muteSomething,
  unmuteSomething,
  listActions,
  explainAction,
  holdAction,
  releaseAction,
  cancelAction,
  restoreAction,
  arrivedAction,
  stopSending,
  resumeSending,
  createToken,
  listTokens,
  revokeToken,
  showHome,
  showHealth,
  retryMessages,
  dismissMessages,
  moveClock,
  setClock,
  nextOfClock,
];
