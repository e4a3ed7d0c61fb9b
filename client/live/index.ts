// The page script: what plain pages gain when scripts run. Every page works without it.

import { answerInPlace } from "./answers";
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
import { stepBackFromPreviews } from "./previews";
import { listen } from "./stream";
import { StudentPicker } from "./student-picker";
import { ThemeSwitch } from "./theme-switch";
import { meetTrouble } from "./trouble";

customElements.define("file-boxes", FileBoxes);
customElements.define("file-upload", FileUpload);
customElements.define("student-picker", StudentPicker);
customElements.define("theme-switch", ThemeSwitch);
customElements.define("with-passkeys", WithPasskeys);

answerInPlace();
askFirst();
countCharacters();
countDown();
dragSessions();
meetTrouble();
openDialogs();
stepBackFromPreviews();
tellOpened(document);
turnCalendar();
waitWhileSending();
listen(document.body);
focusSummary(document);
for (const swapped of ["htmx:after:swap", "nacre:answer"]) document.addEventListener(swapped, () => focusSummary(document));

/** A form that came back wrong says so where the reader is. */
function focusSummary(within: ParentNode): void {
  const summary = within.querySelector<HTMLElement>("[data-focus]");
  if (!summary) return;
  delete summary.dataset["focus"];
  summary.focus();
}
