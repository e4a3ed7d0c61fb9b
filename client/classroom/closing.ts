/** The pages on which the classroom is not: over, left, open elsewhere, not allowed any more, broken. */

import { h, icon } from "./dom";
import type { IconName } from "./icons";
import { button } from "./pieces";
import { type Standing, theirs, togetherNow } from "./situation";
import type { Acts, Scene, View } from "./view";
import { first, minutes, outcomeWords } from "./words";

/** Seconds together from which there is something to ask about. */
const LESSON_S = 60;

interface Page {
  icon: IconName;
  title: string;
  text: string;
  actions: HTMLElement[];
}

/** One quiet card; drawn once, since nothing on it changes. */
export class Closing implements View {
  readonly root: HTMLElement;

  constructor(acts: Acts, scene: Scene) {
    const page = pageFor(scene.situation.standing, acts, scene);
    this.root = h(
      "section",
      { class: "cr-page" },
      h(
        "div",
        { class: "cr-card cr-closing" },
        h("div", { class: "cr-pearl" }, icon(page.icon)),
        h("h1", { class: "cr-title", tabindex: "-1" }, page.title),
        h("p", { class: "cr-about" }, page.text),
        h("div", { class: "cr-ways" }, ...page.actions),
      ),
    );
  }

  update(): void {}

  close(): void {}
}

function pageFor(standing: Standing, acts: Acts, scene: Scene): Page {
  switch (standing.at) {
    case "ended":
      return ended(standing, scene);
    case "over":
      return { icon: "done", title: "The session is over", text: goodbye(scene), actions: details(scene.plan.details, "big") };
    case "left":
      return scene.plan.practice ? practised(acts, scene) : left(acts, scene);
    case "elsewhere":
      return {
        icon: "elsewhere",
        title: "This classroom is open on another device",
        text: "Move here? The other device then leaves the classroom.",
        actions: [button("Move here", "big", () => acts.moveHere())],
      };
    case "refused":
      return {
        icon: "ban",
        title: "You can't go in any more",
        text: `Your link or sign-in has ended. Please ask ${scene.plan.organization} for a new link.`,
        actions: [],
      };
    case "mistake":
    case "here":
      return {
        icon: "warn",
        title: "Something went wrong on this page",
        text: "Load it again to come back. The session goes on.",
        actions: [button("Load again", "big", () => location.reload())],
      };
  }
}

function ended(standing: Extract<Standing, { at: "ended" }>, scene: Scene): Page {
  const words = outcomeWords(standing.outcome, standing.by, scene.situation.you);
  const together = scene.situation.togetherS;
  const icons = { completed: "done", missed: "missed", cancelled: "ban" } as const;
  const time = together >= 60 ? ` You were together for ${minutes(together)}.` : "";
  return {
    icon: icons[standing.outcome],
    title: words.title,
    text: `${words.text}${time}${standing.details ? "" : " You can close this page."}`,
    actions: standing.outcome === "completed" ? [...asked(scene), ...details(standing.details ?? "", scene.plan.asks ? "quiet" : "big")] : details(standing.details ?? "", "big"),
  };
}

/** The way to what this person is asked afterwards. */
function asked({ plan, situation }: Scene): HTMLElement[] {
  const words = situation.you === "instructor" ? "Write the report" : "How was it? Tell us";
  return plan.asks ? [h("a", { class: "cr-button cr-big", href: plan.asks }, words)] : [];
}

function left(acts: Acts, scene: Scene): Page {
  const name = first(theirs(scene.situation).name);
  return {
    icon: "door",
    title: "You left the classroom",
    text: `The session goes on. ${name} can still be there, and you can come back.`,
    actions: [button("Join again", "big", () => acts.comeBack()), ...survey(scene), ...details(scene.plan.details, "quiet")],
  };
}

/** A student who leaves before the end is asked at the door, once there was a lesson. */
function survey({ plan, situation, nowMs }: Scene): HTMLElement[] {
  const isAsked = situation.you === "student" && plan.asks !== "" && togetherNow(situation, nowMs) >= LESSON_S;
  return isAsked ? [h("a", { class: "cr-button cr-quiet", href: plan.asks }, "How was it? Tell us")] : [];
}

function practised(acts: Acts, { plan }: Scene): Page {
  return {
    icon: "door",
    title: "You left the practice classroom",
    text: "What you drew and wrote there is thrown away in a minute. Nothing was recorded.",
    actions: [h("a", { class: "cr-button cr-big", href: plan.details }, "Dashboard"), button("Practise again", "quiet", () => acts.comeBack())],
  };
}

function goodbye({ plan }: Scene): string {
  return plan.details ? "Thank you for coming." : "Thank you for coming. You can close this page.";
}

function details(address: string, look: "big" | "quiet"): HTMLElement[] {
  return address ? [h("a", { class: `cr-button cr-${look}`, href: address }, "Session details"), h("a", { class: "cr-button cr-quiet", href: "/" }, "Dashboard")] : [];
}
