//! Settings before and after, in the words of the audit trail. Pure.

use people::organizations::{BelowZero, BookingRules};
use web::Money;

/// A setting that became another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SettingChange {
    /// Begins with the section it belongs to; the history of a section asks by that word.
    pub what: &'static str,
    pub before: String,
    pub after: String,
}

/// What every line of Booking & Sessions begins with.
pub(crate) const BOOKING: &str = "booking ";
/// What every line of the money section begins with.
pub(crate) const MONEY: &str = "money ";

/// What differs in the rules of booking.
pub(crate) fn of_booking(before: &BookingRules, after: &BookingRules) -> Vec<SettingChange> {
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let minutes = |minutes: i64| format!("{minutes} min");
    let pairs = [
        ("booking minimum minutes together", minutes(before.minimum_minutes), minutes(after.minimum_minutes)),
        ("booking no-show minutes", minutes(before.no_show_minutes), minutes(after.no_show_minutes)),
        ("booking late minutes", minutes(before.late_minutes), minutes(after.late_minutes)),
        (
            "booking instructors may invite",
            yes_no(before.instructors_may_invite),
            yes_no(after.instructors_may_invite),
        ),
        (
            "booking instructors may manage programs",
            yes_no(before.instructors_may_manage_programs),
            yes_no(after.instructors_may_manage_programs),
        ),
        (
            "booking families may browse instructors",
            yes_no(before.families_may_browse),
            yes_no(after.families_may_browse),
        ),
        ("booking billable by default", yes_no(before.billable_default), yes_no(after.billable_default)),
        ("booking consent under 13", yes_no(before.consent_under_13), yes_no(after.consent_under_13)),
    ];
    differing(pairs)
}

/// What differs in how sessions are paid.
pub(crate) fn of_money(before: (Money, BelowZero), after: (Money, BelowZero)) -> Vec<SettingChange> {
    differing([
        ("money paid by", paid_by(before.0).to_owned(), paid_by(after.0).to_owned()),
        ("money below zero", below_zero(before.1).to_owned(), below_zero(after.1).to_owned()),
    ])
}

/// The words of the form, which the trail repeats.
pub(super) const fn paid_by(money: Money) -> &'static str {
    match money {
        Money::Credits => "Credits",
        Money::Invoicing => "Invoicing",
        Money::Neither => "Neither",
    }
}

pub(super) const fn below_zero(rule: BelowZero) -> &'static str {
    match rule {
        BelowZero::Allow => "Warn and allow",
        BelowZero::Block => "Block",
    }
}

fn differing(pairs: impl IntoIterator<Item = (&'static str, String, String)>) -> Vec<SettingChange> {
    pairs
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(what, before, after)| SettingChange { what, before, after })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: BookingRules = BookingRules {
        minimum_minutes: 5,
        no_show_minutes: 15,
        late_minutes: 5,
        instructors_may_invite: true,
        instructors_may_manage_programs: false,
        families_may_browse: false,
        billable_default: true,
        consent_under_13: false,
    };

    #[test]
    fn only_what_differs_is_a_change() {
        let after = BookingRules { minimum_minutes: 10, consent_under_13: true, ..RULES };

        let changes = of_booking(&RULES, &after);

        let lines: Vec<_> = changes.iter().map(|c| (c.what, c.before.as_str(), c.after.as_str())).collect();
        assert_eq!(
            lines,
            [
                ("booking minimum minutes together", "5 min", "10 min"),
                ("booking consent under 13", "no", "yes")
            ]
        );
        assert!(of_booking(&RULES, &RULES).is_empty());
        assert!(lines.iter().all(|(what, ..)| what.starts_with(BOOKING)));
    }

    #[test]
    fn a_switch_of_money_names_both_meanings() {
        let changes = of_money((Money::Credits, BelowZero::Allow), (Money::Invoicing, BelowZero::Allow));

        assert_eq!(
            changes,
            [SettingChange {
                what: "money paid by",
                before: "Credits".to_owned(),
                after: "Invoicing".to_owned()
            }]
        );
        assert!(changes[0].what.starts_with(MONEY));
    }
}
