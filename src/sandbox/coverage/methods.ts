import { coverage } from './coverage.ts';

/** Which methods of the Web API the box answers, and why not the others. */

export const methodCoverage = coverage(
  `
  api.test apps.connections.open apps.event.authorizations.list apps.manifest.export auth.test blocks.validate
  bots.info emoji.list team.info bookmarks.add bookmarks.edit bookmarks.list bookmarks.remove
  canvases.access.delete canvases.access.set canvases.create canvases.delete canvases.edit
  canvases.sections.lookup chat.delete chat.getPermalink chat.postEphemeral chat.postMessage chat.update
  conversations.archive conversations.canvases.create conversations.create conversations.history
  conversations.info conversations.invite conversations.join conversations.kick conversations.leave
  conversations.list conversations.members conversations.open conversations.rename conversations.replies
  conversations.setPurpose conversations.setTopic dnd.info dnd.teamInfo files.completeUploadExternal
  files.delete files.getUploadURLExternal files.info files.list pins.add pins.list pins.remove reactions.add
  reactions.get reactions.remove team.profile.get usergroups.list usergroups.users.list users.conversations
  users.getPresence users.info users.list users.lookupByEmail users.profile.get views.open views.publish
  views.push views.update
`,
  [
    [
      'For the administrators of an Enterprise Grid, with a token of theirs. Hypha runs in one workspace and asks for no such right.',
      `
      admin.analytics.getFile admin.apps.activities.list admin.apps.approve admin.apps.approved.list
      admin.apps.clearResolution admin.apps.config.lookup admin.apps.config.set admin.apps.requests.cancel
      admin.apps.requests.list admin.apps.restrict admin.apps.restricted.list admin.apps.uninstall
      admin.auth.policy.assignEntities admin.auth.policy.getEntities admin.auth.policy.removeEntities
      admin.barriers.create admin.barriers.delete admin.barriers.list admin.barriers.update
      admin.conversations.archive admin.conversations.bulkArchive admin.conversations.bulkDelete
      admin.conversations.bulkMove admin.conversations.convertToPrivate admin.conversations.convertToPublic
      admin.conversations.create admin.conversations.delete admin.conversations.disconnectShared
      admin.conversations.ekm.listOriginalConnectedChannelInfo admin.conversations.getConversationPrefs
      admin.conversations.getCustomRetention admin.conversations.getTeams admin.conversations.invite
      admin.conversations.lookup admin.conversations.removeCustomRetention admin.conversations.rename
      admin.conversations.restrictAccess.addGroup admin.conversations.restrictAccess.listGroups
      admin.conversations.restrictAccess.removeGroup admin.conversations.search
      admin.conversations.setConversationPrefs admin.conversations.setCustomRetention
      admin.conversations.setTeams admin.conversations.unarchive admin.emoji.add admin.emoji.addAlias
      admin.emoji.list admin.emoji.remove admin.emoji.rename admin.functions.list
      admin.functions.permissions.lookup admin.functions.permissions.set admin.inviteRequests.approve
      admin.inviteRequests.approved.list admin.inviteRequests.denied.list admin.inviteRequests.deny
      admin.inviteRequests.list admin.roles.addAssignments admin.roles.listAssignments
      admin.roles.removeAssignments admin.teams.admins.list admin.teams.create admin.teams.list
      admin.teams.owners.list admin.teams.settings.info admin.teams.settings.setDefaultChannels
      admin.teams.settings.setDescription admin.teams.settings.setDiscoverability admin.teams.settings.setIcon
      admin.teams.settings.setName admin.usergroups.addChannels admin.usergroups.addTeams
      admin.usergroups.listChannels admin.usergroups.removeChannels admin.users.assign
      admin.users.getExpiration admin.users.invite admin.users.list admin.users.remove
      admin.users.session.clearSettings admin.users.session.getSettings admin.users.session.invalidate
      admin.users.session.list admin.users.session.reset admin.users.session.resetBulk
      admin.users.session.setSettings admin.users.setAdmin admin.users.setExpiration admin.users.setOwner
      admin.users.setRegular admin.users.unsupportedVersions.export admin.workflows.collaborators.add
      admin.workflows.collaborators.remove admin.workflows.permissions.lookup admin.workflows.search
      admin.workflows.unpublish auth.teams.list migration.exchange
    `,
    ],
    [
      'What an owner of the workspace asks about its bills, its log-ins and its settings.',
      `
      team.accessLogs team.billableInfo team.billing.info team.externalTeams.disconnect
      team.externalTeams.list team.integrationLogs team.preferences.list
    `,
    ],
    [
      'Only with a person’s own token, and Hypha never acts as a person. People do these things themselves, by the control verbs.',
      `
      chat.meMessage conversations.unarchive dnd.endDnd dnd.endSnooze dnd.setSnooze reminders.add
      reminders.complete reminders.delete reminders.info reminders.list search.all search.files
      search.messages stars.add stars.list stars.remove users.deletePhoto users.discoverableContacts.lookup
      users.identity users.profile.set users.setPhoto users.setPresence
    `,
    ],
    [
      'Hypha is no assistant to chat with: it has commands, cards and a Home.',
      `
      agents.conversations.archive agents.conversations.create agents.conversations.getCanvas
      agents.conversations.listViews agents.conversations.removeView agents.conversations.setCanvasContent
      agents.conversations.setCommands agents.conversations.setProperties agents.conversations.setView
      agents.sessions.rename agents.sessions.setStatus assistant.threads.setStatus
      assistant.threads.setSuggestedPrompts assistant.threads.setTitle chat.appendStream chat.startStream
      chat.stopStream
    `,
    ],
    [
      'What Hypha is about to say waits in its own outbox, where people can see and stop it, and not in Slack’s.',
      `
      chat.deleteScheduledMessage chat.scheduleMessage chat.scheduledMessages.list
    `,
    ],
    [
      'Here, as in a customer’s own workspace, the app is made from manifest.yml and installed by hand: the `create-app` and `install-app` verbs.',
      `
      apps.manifest.create apps.manifest.delete apps.manifest.update apps.manifest.validate apps.uninstall
      apps.user.connection.update auth.revoke oauth.access oauth.v2.access oauth.v2.exchange
      openid.connect.token openid.connect.userInfo tooling.tokens.rotate
    `,
    ],
    [
      'Channels are shared by the people of both companies: the `share-channel` verb.',
      `
      conversations.acceptSharedInvite conversations.approveSharedInvite conversations.declineSharedInvite
      conversations.externalInvitePermissions.set conversations.inviteShared conversations.listConnectInvites
      conversations.requestSharedInvite.approve conversations.requestSharedInvite.deny
      conversations.requestSharedInvite.list
    `,
    ],
    [
      'Hypha reads who is in a group and changes none; people do: the `group` verb.',
      `
      usergroups.create usergroups.disable usergroups.enable usergroups.update usergroups.users.update
    `,
    ],
    [
      'An app has no list of open conversations to tidy and no read marks.',
      `
      conversations.close conversations.mark
    `,
    ],
    [
      'Hypha starts no calls; huddles cannot be reached by an app.',
      `
      calls.add calls.end calls.info calls.participants.add calls.participants.remove calls.update
    `,
    ],
    [
      'Hypha shows no previews of links.',
      `
      chat.unfurl entity.presentDetails
    `,
    ],
    [
      'Hypha shows no files from elsewhere and makes none public; comments on files are gone from Slack.',
      `
      files.comments.delete files.remote.add files.remote.info files.remote.list files.remote.remove
      files.remote.share files.remote.update files.revokePublicURL files.sharedPublicURL
    `,
    ],
    [
      'Hypha offers no steps for workflows and features none.',
      `
      functions.completeError functions.completeSuccess workflows.featured.add workflows.featured.list
      workflows.featured.remove workflows.featured.set
    `,
    ],
    [
      'Hypha keeps its lists in its own log.',
      `
      slackLists.access.delete slackLists.access.set slackLists.create slackLists.download.get
      slackLists.download.start slackLists.items.create slackLists.items.delete
      slackLists.items.deleteMultiple slackLists.items.info slackLists.items.list slackLists.items.update
      slackLists.update
    `,
    ],
    [
      'Hypha looks at the reactions of a message it knows of.',
      `
      reactions.list
    `,
    ],
    [
      'Long replaced: by modals, and by events over HTTP or Socket Mode.',
      `
      dialog.open rtm.connect
    `,
    ],
  ],
);
