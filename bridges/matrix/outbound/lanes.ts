/**
 * Works on items side by side, those of one lane one after the other and in order.
 * @param limit lanes at once
 * @throws the first failure, after everything that had begun has ended; lanes that had not begun are left out
 */
export async function eachLane<Item>(
  items: readonly Item[],
  limit: number,
  laneOf: (item: Item) => string,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...Map.groupBy(items, laneOf).values()];
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (let lane = waiting.shift(); lane !== undefined; lane = waiting.shift()) {
      for (const item of lane) await work(item);
    }
  };
  await Promise.all(
    Array.from({ length: Math.min(limit, waiting.length) }, () =>
      worker().catch((failure: unknown) => {
        waiting.length = 0;
        failures.push(failure);
      }),
    ),
  );
  if (failures.length > 0) throw failures[0];
}
