import {
  cancelAction,
  holdAction,
  listActions,
  releaseAction,
  resumeSending,
  stopSending,
} from './actions/operations.ts';
import { createToken, listTokens, revokeToken } from './agents/operations.ts';
import { joinChannel, leaveChannel } from './channels/operations.ts';
import { moveClock } from './clock/operations.ts';
import { listDecisions, logDecision, showDecision } from './decisions/operations.ts';
import { showHealth } from './health/operations.ts';
import { showHome } from './home/operations.ts';
import type { Operation } from './operation.ts';
import { optIn, optOut } from './people/operations.ts';

/** Everything that can be asked of Hypha. Slack, HTTP and the command line offer this list and nothing else. */
export const operations: readonly Operation[] = [
  logDecision,
  listDecisions,
  showDecision,
  joinChannel,
  leaveChannel,
  optOut,
  optIn,
  listActions,
  holdAction,
  releaseAction,
  cancelAction,
  stopSending,
  resumeSending,
  createToken,
  listTokens,
  revokeToken,
  showHome,
  showHealth,
  moveClock,
];
