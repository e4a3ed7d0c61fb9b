//! The page of a series.

use kernel::SessionMinutes;
use maud::{Markup, html};
use people::organizations::Rules;
use web::ui::{self, Button, Choice, Column, Field, Icon, Notice, PostForm, Row, Table, Tone, When};
use web::{Current, Errors, Money, Organization, Viewer, page, show as words};

use super::super::booking::{starts, told};
use super::super::cancellation::{MAX_REASON, Reach as Whom};
use super::super::session::{MAX_DESCRIPTION, MAX_SUBJECT, Session};
use super::super::together;
use super::super::views::{Line, status};
use super::changing::{CancelPlan, ChangePlan, Moved, asks_whom, may_cancel, may_change};
use super::reach::Reach;
use super::routes::{CancelForm, ChangeForm};
use crate::series::{Part, weekday_name};

/// A series as seen from one of its sessions.
pub struct Series<'a> {
    pub session: &'a Session,
    pub part: &'a Part,
    pub all: &'a [Session],
    pub rules: &'a Rules,
}

impl Series<'_> {
    fn address(&self) -> String {
        format!("/sessions/{}/series", self.session.id)
    }

    /// The weekday of the session this is seen from, on the series' clock.
    fn weekday(&self) -> &'static str {
        weekday_name(self.session.starts_at.in_zone(&self.session.zone).date().weekday())
    }

    /// Whether several weekdays have times of their own.
    fn has_weekdays(&self) -> bool {
        self.part.rhythm.slots().len() > 1
    }

    fn when(&self) -> String {
        let zone = ui::zone_name(&self.session.zone);
        let slots = self.part.rhythm.slots();
        let slots: Vec<String> = slots
            .iter()
            .map(|slot| {
                format!("{} {}, {}", weekday_name(slot.weekday), slot.time.strftime("%H:%M"), slot.minutes)
            })
            .collect();
        format!("{} ({zone} time)", slots.join("; "))
    }
}

/// What is asked for and shown beneath: a form, what is wrong with it, and what it would do.
#[derive(Default)]
pub struct Shown {
    pub cancel: Option<(CancelForm, Errors, Option<CancelPlan>)>,
    pub change: Option<(ChangeForm, Errors, Option<ChangePlan>)>,
    /// The digest of the plan that is shown.
    pub seen: String,
    /// It is another one than was shown before.
    pub changed: bool,
}

pub fn show(organization: &Organization, viewer: &Viewer, series: &Series<'_>, shown: &Shown) -> Markup {
    let line = Line::of(viewer, series.session);
    let others = series.session.shared.as_ref().filter(|_| asks_whom(viewer, series.session));
    let others = others.map_or_else(String::new, |shared| format!(", {}", together::others(shared.others)));
    let about =
        format!("{}{others} · {}, {} sessions", line.with, series.part.rhythm.words(), series.part.total);
    let actions = html! { (Button::link(line.href.as_str(), "Back to the session").quiet()) };
    let body = html! {
        (ui::page_header(series.session.title(), Some(&about), actions))
        // who may not cancel has no form to say it at
        @if let Some((_, errors, _)) = &shown.cancel && !may_cancel(viewer, series.session) {
            @for (_, why) in errors.iter() { (Notice::warn(why)) }
        }
        (ui::panel(ui::stack(html! {
            p { "As booked: " (series.when()) "." }
            (table(viewer, series))
        })))
        @if may_change(viewer, series.session) { (change(viewer, series, shown)) }
        @if may_cancel(viewer, series.session) { (cancel(viewer, series, shown)) }
    };
    page(organization, viewer, Current::Sessions, series.session.title(), body)
}

fn table(viewer: &Viewer, series: &Series<'_>) -> Markup {
    let columns = [Column::text("When"), Column::text("Status"), Column::actions()];
    let rows = series.all.iter().map(|session| {
        let part = session.series.as_ref();
        Row::new([
            html! {
                div {
                    @if let Some(part) = part { (part.position) ". " }
                    (ui::time(session.starts_at, &viewer.zone, When::DayAndClock)) " to "
                    (words::time(session.ends_at, &viewer.zone))
                }
            },
            html! {
                div {
                    (status(session.state()))
                    @if part.is_some_and(|part| part.is_changed) { " " (ui::chip(Tone::Warn, "Changed")) }
                    @if session.id == series.session.id { " " (ui::chip(Tone::Sea, "This one")) }
                }
            },
            html! { (Button::link(format!("/sessions/{}", session.id), "Details").quiet().small().icon(Icon::Open)) },
        ])
        .faded(session.cancelled_at.is_some())
    });
    html! { (Table::new("Sessions of the series", &columns).rows(rows)) }
}

fn changed_notice(shown: &Shown) -> Markup {
    html! {
        @if shown.changed {
            (Notice::warn("Something changed since you looked").body(html! { "This is how it would be now. Nothing is done yet." }))
        }
    }
}

fn cancel(viewer: &Viewer, series: &Series<'_>, shown: &Shown) -> Markup {
    let none = CancelForm { reach: Reach::Following.word().to_owned(), ..CancelForm::default() };
    let no_errors = Errors::new();
    let (form, errors, plan) = match &shown.cancel {
        Some((form, errors, plan)) => (form, errors, plan.as_ref()),
        None => (&none, &no_errors, None),
    };
    let choices = [
        Choice::new(Reach::Following.word(), "This one and all that follow"),
        Choice::new(Reach::All.word(), "All that are to come"),
    ];
    let fields = html! {
        input type="hidden" name="seen" value=(if plan.is_some() { shown.seen.as_str() } else { "" });
        (Field::radios("reach", "Which sessions").choices(&choices).value(&form.reach).required().error(errors.get("reach")))
        @if asks_whom(viewer, series.session) { (whom(series, form, errors)) }
        (Field::text("reason", "Why").value(&form.reason).max(MAX_REASON).required().error(errors.get("reason"))
            .hint("Everyone in the sessions is told once, with this reason."))
        @if let Some(plan) = plan {
            section aria-label="What will be cancelled" tabindex="-1" data-focus data-preview {
                (changed_notice(shown))
                (ui::card("What will be cancelled", html! {}, ui::stack(html! {
                    (list(viewer, &plan.reached.touched))
                    @if !plan.others.is_empty() { p { strong { "They are cancelled for all students." } " Each family reads of its own student alone." } }
                    (left_alone(viewer, &plan.reached.left_alone))
                    (ui::key_values([
                        ("Charge", html! { (given_back(plan)) }),
                        ("Told", told(&plan.told)),
                    ]))
                })))
            }
        }
    };
    let actions = html! {
        @if let Some(plan) = plan {
            (Button::submit(format!("Cancel {}", count(plan.reached.touched.len()))).danger().sends("step", "cancel"))
            (Button::submit("Preview again").quiet().sends("step", "preview"))
        } @else { (Button::submit("Preview the cancellation").sends("step", "preview")) }
    };
    let address = format!("{}/cancellation", series.address());
    let form = PostForm::to(address).errors(errors).body(fields).actions(actions);
    ui::fold(Icon::Cancelled, "Cancel several sessions", shown.cancel.is_some(), html! { (form) })
}

/// Of several students: for whom they are cancelled. Nothing is chosen beforehand.
fn whom(series: &Series<'_>, form: &CancelForm, errors: &Errors) -> Markup {
    let all = series.session.shared.as_ref().map_or(1, |shared| shared.others + 1);
    let choices = [
        Choice::new(Whom::One.word(), format!("{} alone", series.session.student_first_name)),
        Choice::new(Whom::All.word(), format!("All {all} students")),
    ];
    html! {
        (Field::radios("whom", "For whom?").choices(&choices).value(&form.whom).required().error(errors.get("whom"))
            .hint("For one alone, the sessions stay as they are for the others."))
    }
}

fn count(count: usize) -> String {
    if count == 1 { "1 session".to_owned() } else { format!("{count} sessions") }
}

fn list(viewer: &Viewer, sessions: &[Session]) -> Markup {
    html! { ul { @for session in sessions { li { (ui::time(session.starts_at, &viewer.zone, When::DayAndClock)) } } } }
}

fn left_alone(viewer: &Viewer, sessions: &[Session]) -> Markup {
    html! {
        @if !sessions.is_empty() {
            (Notice::info("Changed by themselves, and left alone").body(html! {
                (list(viewer, sessions))
                p { "Open such a session to cancel or to change it." }
            }))
        }
    }
}

fn given_back(plan: &CancelPlan) -> String {
    let holds = |session: &&Session| session.billable && session.money == Money::Credits;
    let kept = plan.kept.len();
    let back = plan.reached.touched.iter().chain(&plan.others).filter(holds).count() - kept;
    let back = match back {
        0 if kept > 0 => String::new(),
        0 => "Nothing is charged.".to_owned(),
        1 => "1 credit goes back to the student.".to_owned(),
        back if !plan.others.is_empty() => format!("{back} credits go back to the students."),
        back => format!("{back} credits go back to the student."),
    };
    let hours = plan.rules.free_hours;
    let kept = match kept {
        0 => String::new(),
        1 => format!("1 credit is kept: that session starts within {hours} hours."),
        kept => format!("{kept} credits are kept: those sessions start within {hours} hours."),
    };
    [back, kept].iter().filter(|words| !words.is_empty()).cloned().collect::<Vec<_>>().join(" ")
}

fn change(viewer: &Viewer, series: &Series<'_>, shown: &Shown) -> Markup {
    let session = series.session;
    let now = ChangeForm {
        reach: Reach::Following.word().to_owned(),
        start: session.starts_at.in_zone(&session.zone).strftime("%H:%M").to_string(),
        minutes: session.minutes().to_string(),
        subject: session.subject.clone(),
        description: session.description.clone(),
        ..ChangeForm::default()
    };
    let no_errors = Errors::new();
    let (form, errors, plan) = match &shown.change {
        Some((form, errors, plan)) => (form, errors, plan.as_ref()),
        None => (&now, &no_errors, None),
    };
    let on = if series.has_weekdays() { format!(" on {}s", series.weekday()) } else { String::new() };
    let choices = [
        Choice::new(Reach::This.word(), "This one"),
        Choice::new(Reach::Following.word(), format!("This one and all that follow{on}")),
        Choice::new(Reach::All.word(), format!("All that are to come{on}")),
    ];
    let fields = html! {
        input type="hidden" name="seen" value=(if plan.is_some() { shown.seen.as_str() } else { "" });
        (Field::radios("reach", "Which sessions").choices(&choices).value(&form.reach).required().error(errors.get("reach")))
        (times(series, form, errors))
        (Field::text("subject", "Subject").value(&form.subject).max(MAX_SUBJECT).error(errors.get("subject")))
        (Field::textarea("description", "Description").value(&form.description).max(MAX_DESCRIPTION)
            .error(errors.get("description")))
        @if let Some(plan) = plan { (changes(viewer, plan, shown)) }
    };
    let actions = html! {
        @if let Some(plan) = plan {
            @if plan.is_free() {
                (Button::submit(format!("Change {}", count(plan.moved.len()))).primary().sends("step", "change"))
            }
            (Button::submit("Preview again").quiet().sends("step", "preview"))
        } @else { (Button::submit("Preview the change").sends("step", "preview")) }
    };
    let address = format!("{}/change", series.address());
    let form = PostForm::to(address).errors(errors).body(fields).actions(actions);
    ui::fold(Icon::Edit, "Change several sessions", shown.change.is_some(), html! { (form) })
}

fn times(series: &Series<'_>, form: &ChangeForm, errors: &Errors) -> Markup {
    let starts: Vec<Choice<'_>> = starts().map(|start| Choice::new(start.clone(), start)).collect();
    let mut durations: Vec<SessionMinutes> = series.rules.durations.clone();
    if let Ok(now) = SessionMinutes::new(series.session.minutes())
        && !durations.contains(&now)
    {
        durations.push(now);
        durations.sort();
    }
    let durations: Vec<Choice<'_>> =
        durations.iter().map(|minutes| Choice::new(minutes.get().to_string(), minutes.to_string())).collect();
    let label = format!("Start ({} time)", ui::zone_name(&series.session.zone));
    html! {
        div class="field-row" {
            (Field::select("start", label).choices(&starts).value(&form.start).required().error(errors.get("start")))
            (Field::select("minutes", "Duration").choices(&durations).value(&form.minutes).required().error(errors.get("minutes")))
        }
    }
}

fn changes(viewer: &Viewer, plan: &ChangePlan, shown: &Shown) -> Markup {
    html! {
        section aria-label="What will change" tabindex="-1" data-focus data-preview {
            (changed_notice(shown))
            (ui::card("What will change", html! {}, ui::stack(html! {
                @if !plan.is_free() {
                    (Notice::danger("Other sessions are in the way").body(html! { "Choose another time, or fewer sessions." }))
                }
                @if plan.moved.iter().any(|moved| !moved.others.is_empty()) {
                    p { strong { "They are changed for all students." } " Each family reads of its own student alone." }
                }
                (changed_table(viewer, plan))
                (left_alone(viewer, &plan.left_alone))
                (ui::key_values([("Told", told(&plan.told))]))
            })))
        }
    }
}

fn changed_table(viewer: &Viewer, plan: &ChangePlan) -> Markup {
    let columns = [Column::text("Now"), Column::text("Then"), Column::text("Note")];
    let rows = plan.moved.iter().map(|moved| {
        Row::new([
            html! { (ui::time(moved.session.starts_at, &viewer.zone, When::DayAndClock)) " to " (words::time(moved.session.ends_at, &viewer.zone)) },
            html! { (ui::time(moved.starts_at, &viewer.zone, When::DayAndClock)) " to " (words::time(moved.ends_at, &viewer.zone)) },
            note(viewer, moved),
        ])
    });
    html! { (Table::new("Sessions that change", &columns).rows(rows)) }
}

fn note(viewer: &Viewer, moved: &Moved) -> Markup {
    let between = |session: &Session| {
        format!(
            "{} to {}",
            words::time(session.starts_at, &viewer.zone),
            words::time(session.ends_at, &viewer.zone)
        )
    };
    html! {
        @if let Some(busy) = &moved.busy { (ui::chip(Tone::Danger, "Busy")) " " (between(busy)) " with " (busy.student_name) }
        @if !moved.student_busy.is_empty() { (ui::chip(Tone::Warn, "Student is busy")) }
    }
}
