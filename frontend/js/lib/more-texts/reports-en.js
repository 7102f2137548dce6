// English: see report-texts.js.

export const words = {
  reports: {
    pageTitle: 'Reports · Ticketing',
    period: 'Period',
    periods: { 7: '7 days', 30: '30 days', 90: '90 days', month: 'This month' },
    from: 'From', to: 'to', show: 'Show',
    comparedWith: (period, before) => `${period}, compared with ${before}`,
    opened: 'Opened', resolved: 'Resolved', answered: 'First replies', backlog: 'Open at the end',
    firstReply: 'Time to first reply', resolution: 'Time to resolution',
    ninthDecile: (time) => `Half within this, 9 of 10 within ${time}`, ninth: '9 of 10 within',
    change: (share) => `${share} against the period before`,
    nothingBefore: 'Nothing to compare with',
    flowByDay: 'Opened and resolved, by day', flowByWeek: 'Opened and resolved, by week',
    backlogOverTime: 'Open tickets',
    asTable: 'As a table', days: 'Days',
    byCategory: 'By category', byPriority: 'By priority', byAssignee: 'By assignee',
    name: 'Name', nobody: 'Nobody',
    noPeriod: 'Choose a last day that is not before the first one, and a year (366 days) at most.',
    notSaved: 'The file could not be downloaded.',
    notes: 'What is counted',
    noteLines: [
      'Days are of UTC. A ticket counts with the category, priority and assignee it has now; deleted tickets count nowhere.',
      'First replies: tickets whose first reply by an administrator came in the period. The time is the median, in quarters of an hour, from when they were opened.',
      'Resolved: tickets that are resolved now and became so in the period. The time is the median, in whole hours, from when they were opened.',
      'Open: tickets that were there at the end of the day, less those resolved since before that. A ticket that was reopened counts as open all the time.',
    ],
  },

  export: {
    label: 'Export',
    running: (rows, total) => (total ? `${rows} of ${total} rows` : `${rows} rows`),
    size: (rows, size) => `${rows} · ${size}`,
    done: 'The list was exported.',
    cancelled: 'The export was cancelled.',
    failed: 'The list could not be exported.',
    broken: 'The export ended too early. The file is not complete.',
    fileType: 'Comma-separated values',
  },
};
