import { coverage } from './coverage.ts';

/** Which events the box tells, and why not the others. */

export const eventCoverage = coverage(
  `
  app_home_opened app_mention channel_archive channel_created channel_deleted channel_left channel_rename
  channel_shared channel_unarchive channel_unshared dnd_updated_user file_deleted file_shared group_archive
  group_deleted group_left group_rename group_unarchive member_joined_channel member_left_channel message
  message_metadata_deleted message_metadata_posted message_metadata_updated pin_added pin_removed
  reaction_added reaction_removed subteam_created subteam_members_changed subteam_updated team_join
  user_change user_profile_changed user_status_changed
`,
  [
    [
      'Hypha is no assistant to chat with.',
      `
      agent_session_stopped agent_session_title_changed app_context_changed assistant_thread_context_changed
      assistant_thread_started
    `,
    ],
    [
      'Nobody installs or removes apps here; the `access` verb takes rights away.',
      `
      app_deleted app_installed app_requested app_uninstalled app_uninstalled_team tokens_revoked
    `,
    ],
    [
      'The sandbox delivers however many events there are.',
      `
      app_rate_limited
    `,
    ],
    [
      'Hypha starts no calls.',
      `
      call_rejected
    `,
    ],
    [
      'Slack rewrites history only when it is imported or expires, which it never does here.',
      `
      channel_history_changed group_history_changed im_history_changed
    `,
    ],
    [
      'A channel keeps its id, also when it is shared.',
      `
      channel_id_changed
    `,
    ],
    [
      'Told to a person’s own token, which Hypha has none of.',
      `
      dnd_updated group_close group_open im_close im_created im_open star_added star_removed
      subteam_self_added subteam_self_removed
    `,
    ],
    [
      'The workspace keeps its name, its address and its emoji.',
      `
      email_domain_changed emoji_changed team_domain_change team_rename
    `,
    ],
    [
      'Hypha shows no previews of links.',
      `
      entity_details_requested link_shared
    `,
    ],
    [
      'Files are not changed once they are there.',
      `
      file_change
    `,
    ],
    [
      'Comments on files are gone from Slack.',
      `
      file_comment_deleted
    `,
    ],
    [
      'The app hears of a file when it can see it: file_shared.',
      `
      file_created
    `,
    ],
    [
      'Files are in the channels they are shared in and nowhere else.',
      `
      file_public
    `,
    ],
    [
      'A file leaves a channel only by being deleted.',
      `
      file_unshared
    `,
    ],
    [
      'Hypha offers no steps for workflows.',
      `
      function_executed workflow_deleted workflow_published workflow_step_deleted workflow_step_execute
      workflow_unpublished
    `,
    ],
    [
      'Hypha runs in one workspace, not in an Enterprise Grid.',
      `
      grid_migration_finished grid_migration_started team_access_granted team_access_revoked
    `,
    ],
    [
      'People are added by the `person` verb, without a request.',
      `
      invite_requested
    `,
    ],
    [
      'Channels are shared at once by the `share-channel` verb, without invitations.',
      `
      shared_channel_invite_accepted shared_channel_invite_approved shared_channel_invite_declined
      shared_channel_invite_received shared_channel_invite_requested
    `,
    ],
    [
      'There are no huddles.',
      `
      user_huddle_changed
    `,
    ],
  ],
);

/** Kinds of messages have an event of their own in the types and one event in Slack. */
export const subtypeCoverage = coverage(
  `
  bot_message channel_archive channel_join channel_leave channel_name channel_purpose channel_topic
  channel_unarchive file_share me_message message_changed message_deleted thread_broadcast
`,
  [
    [
      'Everybody in a channel may post.',
      `
      channel_posting_permissions
    `,
    ],
    [
      'Hypha runs in one workspace, not in an Enterprise Grid.',
      `
      ekm_access_denied
    `,
    ],
    [
      'Slack itself leaves it out mostly; a reply is told as a message with its thread.',
      `
      message_replied
    `,
    ],
  ],
);
