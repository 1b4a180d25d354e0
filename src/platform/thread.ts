/** What a module needs that runs as a thread of `Threads`: small, as it is loaded anew for each job. */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';

/** In a thread: does the one job it was started for. Elsewhere it does nothing. */
export function answerInThread<In, Out>(work: (job: In) => Out | Promise<Out>): void {
  if (isMainThread || !parentPort || !isJob(workerData)) return;
  const port = parentPort;
  const job = workerData.job as In;
  // What fails here ends the thread with the error, and the job with it.
  void Promise.resolve(work(job)).then((answer) => port.postMessage(answer));
}

function isJob(data: unknown): data is { job: unknown } {
  return typeof data === 'object' && data !== null && 'job' in data;
}
