import { coverage } from './coverage.ts';

/** Which blocks may stand in what an app shows, and which elements in them. */

export const blockCoverage = coverage(`
  actions alert card carousel container context context_actions data_table divider file header image input
  markdown plan rich_text section table task_card video
`);

export const elementCoverage = coverage(`
  broadcast button channel channels_select checkboxes color conversations_select date datepicker
  datetimepicker email_text_input emoji external_select feedback_buttons file_input icon_button image link
  mrkdwn multi_channels_select multi_conversations_select multi_external_select multi_static_select
  multi_users_select number_input overflow plain_text plain_text_input radio_buttons raw_number raw_text
  rich_text_input rich_text_list rich_text_preformatted rich_text_quote rich_text_section static_select team
  text timepicker url url_text_input user usergroup users_select workflow_button
`);
