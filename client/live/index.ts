// The page script: what plain pages gain when scripts run. Every page works without it.

import { waitWhileSending } from "./busy";
import { turnCalendar } from "./calendar";
import { dragSessions } from "./calendar-drag";
import { askFirst } from "./confirm";
import { countCharacters } from "./counter";
import { countDown } from "./countdown";
import { openDialogs } from "./dialogs";
import { FileBoxes } from "./file-boxes";
import { FileUpload } from "./file-upload";
import { tellOpened } from "./opened";
import { WithPasskeys } from "./passkeys";
import { listen } from "./stream";
import { StudentPicker } from "./student-picker";
import { ThemeSwitch } from "./theme-switch";
import { meetTrouble } from "./trouble";

customElements.define("file-boxes", FileBoxes);
customElements.define("file-upload", FileUpload);
customElements.define("student-picker", StudentPicker);
customElements.define("theme-switch", ThemeSwitch);
customElements.define("with-passkeys", WithPasskeys);

askFirst();
countCharacters();
countDown();
dragSessions();
meetTrouble();
openDialogs();
tellOpened(document);
turnCalendar();
waitWhileSending();
listen(document.body);
focusSummary(document);
document.addEventListener("htmx:after:swap", () => focusSummary(document));

/** A form that came back wrong says so where the reader is. */
function focusSummary(within: ParentNode): void {
  const summary = within.querySelector<HTMLElement>("[data-focus]");
  if (!summary) return;
  delete summary.dataset["focus"];
  summary.focus();
}
