/** The boxes of task lists, where a text has no other form for them. */
export const taskSigns = { open: '☐ ', done: '☑ ' } as const;
