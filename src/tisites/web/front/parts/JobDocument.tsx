import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import { isOver } from "../api/events";
import type { Told } from "../api/pages";
import type { Job } from "../api/types";
import { tell } from "../state/session";
import { DocumentView } from "./DocumentView";
import { Files, JobLine } from "./JobLine";

/** A job from its first second to its document and its files. */
export function JobDocument({ job, files = true, shown = true }: { job: Job; files?: boolean; shown?: boolean }): preact.JSX.Element {
  const [told, setTold] = useState<Told | null>(null);
  const has = isOver(job) && job.document !== null;
  useEffect(() => {
    setTold(null);
    if (has && shown) get<Told>(`/jobs/${job.id}/document`).then(setTold).catch(tell);
  }, [job.id, has]);
  return (
    <>
      <JobLine job={job} />
      {files && isOver(job) ? <Files of={job.id} /> : null}
      {told ? <DocumentView document={told.document} level={2} /> : null}
    </>
  );
}
