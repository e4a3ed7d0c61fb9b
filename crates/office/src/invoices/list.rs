//! The sessions of a period, grouped by who pays for them. Pure.

use std::collections::BTreeMap;

use kernel::{SessionId, Timestamp, UserId};
use teaching::sessions::Outcome;

/// A session that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub session: SessionId,
    pub student: UserId,
    pub student_name: String,
    pub student_under_13: bool,
    pub instructor_name: String,
    /// Its subject, else its program.
    pub title: String,
    pub starts_at: Timestamp,
    /// Planned length.
    pub minutes: i64,
    pub together_seconds: i64,
    pub outcome: Outcome,
    pub billable: bool,
    /// Minor units of `currency`, for a session or an hour; zero when the program had none.
    pub fee: i64,
    pub fee_is_per_hour: bool,
    pub currency: String,
}

/// Someone who may be sent an invoice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Payer {
    pub id: UserId,
    pub name: String,
}

/// What has to be put right before a session can be invoiced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// The program had no fee when the session was made.
    NoFee,
    /// A child without a parent here.
    NoPayer,
}

/// The sessions that the same people pay for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayerGroup {
    /// The parents of the student, else the student; nobody for a child without a parent.
    pub payers: Vec<Payer>,
    pub lines: Vec<Line>,
}

impl Line {
    /// What the session costs in minor units; an hourly fee by the planned minutes, half a unit rounded up.
    pub const fn amount(&self) -> i64 {
        if self.fee_is_per_hour { (self.fee * self.minutes + 30) / 60 } else { self.fee }
    }
}

impl PayerGroup {
    /// What the billable lines cost in minor units, for each currency.
    pub fn sums(&self) -> BTreeMap<&str, i64> {
        let mut sums = BTreeMap::new();
        for line in self.lines.iter().filter(|line| line.billable) {
            *sums.entry(line.currency.as_str()).or_default() += line.amount();
        }
        sums
    }

    /// What keeps `line` from being invoiced; a non-billable one has no problem.
    pub fn problem(&self, line: &Line) -> Option<Problem> {
        match (line.billable, self.payers.is_empty(), line.fee) {
            (false, ..) => None,
            (true, true, _) => Some(Problem::NoPayer),
            (true, false, 0) => Some(Problem::NoFee),
            (true, false, _) => None,
        }
    }

    pub fn is_paid_by(&self, person: UserId) -> bool {
        self.payers.iter().any(|payer| payer.id == person)
    }
}

/// Groups `lines` by payer, by name; within a group they keep their order. `parents` holds each student's parents.
pub fn by_payer(lines: Vec<Line>, parents: &BTreeMap<UserId, Vec<Payer>>) -> Vec<PayerGroup> {
    let mut groups = BTreeMap::<Vec<UserId>, PayerGroup>::new();
    for line in lines {
        let payers = payers(&line, parents);
        let key = payers.iter().map(|payer| payer.id).collect();
        groups.entry(key).or_insert_with(|| PayerGroup { payers, lines: Vec::new() }).lines.push(line);
    }
    let mut groups: Vec<PayerGroup> = groups.into_values().collect();
    groups.sort_by(|one, other| names(one).cmp(&names(other)));
    groups
}

fn names(group: &PayerGroup) -> Vec<&str> {
    group.payers.iter().map(|payer| payer.name.as_str()).collect()
}

fn payers(line: &Line, parents: &BTreeMap<UserId, Vec<Payer>>) -> Vec<Payer> {
    match parents.get(&line.student) {
        Some(parents) if !parents.is_empty() => parents.clone(),
        _ if line.student_under_13 => Vec::new(),
        _ => vec![Payer { id: line.student, name: line.student_name.clone() }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp::from_micros(1_795_449_600_000_000);

    fn line(student: &Payer) -> Line {
        Line {
            session: SessionId::fresh(AT),
            student: student.id,
            student_name: student.name.clone(),
            student_under_13: false,
            instructor_name: "Ada Byron".to_owned(),
            title: "Algebra".to_owned(),
            starts_at: AT,
            minutes: 45,
            together_seconds: 2_400,
            outcome: Outcome::Completed,
            billable: true,
            fee: 4_000,
            fee_is_per_hour: false,
            currency: "USD".to_owned(),
        }
    }

    fn person(name: &str) -> Payer {
        Payer { id: UserId::fresh(AT), name: name.to_owned() }
    }

    #[test]
    fn an_hourly_fee_follows_the_planned_minutes() {
        let ben = person("Ben Ortiz");

        assert_eq!(line(&ben).amount(), 4_000);
        assert_eq!(Line { fee_is_per_hour: true, ..line(&ben) }.amount(), 3_000);
        assert_eq!(Line { fee_is_per_hour: true, fee: 3_333, minutes: 50, ..line(&ben) }.amount(), 2_778);
    }

    #[test]
    fn a_family_is_one_payer_and_an_adult_student_pays_alone() {
        let (ben, mia, zoe, carol) =
            (person("Ben Ortiz"), person("Mia Ortiz"), person("Zoe Park"), person("Carol Ortiz"));
        let parents = BTreeMap::from([(ben.id, vec![carol.clone()]), (mia.id, vec![carol.clone()])]);

        let groups = by_payer(vec![line(&zoe), line(&ben), line(&mia)], &parents);

        let who: Vec<_> = groups.iter().map(|group| (group.payers.clone(), group.lines.len())).collect();
        assert_eq!(who, [(vec![carol.clone()], 2), (vec![zoe], 1)]);
        assert_eq!(groups[0].sums(), BTreeMap::from([("USD", 8_000)]));
        assert!(groups[0].is_paid_by(carol.id));
    }

    #[test]
    fn what_is_missing_is_named_and_non_billable_sessions_cost_nothing() {
        let mia = person("Mia Chen");
        let child = Line { student_under_13: true, ..line(&mia) };
        let free = Line { fee: 0, ..line(&mia) };
        let unbilled = Line { billable: false, ..line(&mia) };

        let groups = by_payer(vec![child.clone(), free.clone(), unbilled.clone()], &BTreeMap::new());

        let [nobody, own] = groups.as_slice() else { panic!("two groups") };
        assert_eq!(nobody.problem(&child), Some(Problem::NoPayer));
        assert_eq!(own.problem(&free), Some(Problem::NoFee));
        assert_eq!(own.problem(&unbilled), None);
        assert_eq!(own.sums(), BTreeMap::from([("USD", 0)]));
    }
}
