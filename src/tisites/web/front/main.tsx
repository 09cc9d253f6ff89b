import { render } from "preact";
import { speakTo } from "./api/client";
import { resumeJobs } from "./state/job";
import { openSession, tell } from "./state/session";
import { language, learn } from "./words/words";
import { App } from "./shell/App";

speakTo(language.value);
document.documentElement.lang = language.value;
addEventListener("unhandledrejection", (event) => { event.preventDefault(); tell(event.reason); });
const host = document.getElementById("page");
if (host !== null) {
  const show = (): void => render(<App />, host);
  learn(language.value).then(show, show);
  openSession().then(resumeJobs).catch(tell);
}

// the map alone, for a page of its own: tests and the measure of frame times draw it so
export { mountMap } from "./map/map";
export { number, t } from "./words/words";
