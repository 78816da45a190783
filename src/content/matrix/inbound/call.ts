/** What a call says to people who can't join it (FX-23, FX-24): null for what only the callers' clients exchange. */
export function noticeOfCall(type: string): string | null {
  return callNotices.get(type) ?? null;
}

const isHappening = 'A call is happening in Matrix; it cannot be joined from here.';

const callNotices: ReadonlyMap<string, string> = new Map([
  ['m.call.invite', isHappening],
  ['m.call.notify', isHappening],
  ['org.matrix.msc4075.call.notify', isHappening],
  ['m.rtc.notification', isHappening],
  ['org.matrix.msc4075.rtc.notification', isHappening],
]);
