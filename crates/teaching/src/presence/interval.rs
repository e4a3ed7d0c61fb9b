//! Sums over presence intervals. Pure.

use kernel::{Seat, Timestamp};

/// One unbroken stay of one person in the classroom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    pub seat: Seat,
    pub from: Timestamp,
    /// Exclusive; never before `from`.
    pub to: Timestamp,
}

/// What the intervals of a session add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attendance {
    /// Whole seconds both were in at once, rounded down.
    pub together_seconds: i64,
    pub instructor_seconds: i64,
    pub student_seconds: i64,
    pub instructor_was_in: bool,
    pub student_was_in: bool,
    /// When both were in for the first time.
    pub together_at: Option<Timestamp>,
}

/// Adds up `intervals`, in any order. Overlaps of one person with themselves count once.
pub fn attendance(intervals: &[Interval]) -> Attendance {
    let instructor = merged(intervals, Seat::Instructor);
    let student = merged(intervals, Seat::Student);
    let together = overlaps(&instructor, &student);
    Attendance {
        together_seconds: seconds(&together),
        instructor_seconds: seconds(&instructor),
        student_seconds: seconds(&student),
        instructor_was_in: !instructor.is_empty(),
        student_was_in: !student.is_empty(),
        together_at: together.first().map(|(from, _)| *from),
    }
}

type Span = (Timestamp, Timestamp);

fn merged(intervals: &[Interval], seat: Seat) -> Vec<Span> {
    let mut spans: Vec<Span> =
        intervals.iter().filter(|i| i.seat == seat && i.to >= i.from).map(|i| (i.from, i.to)).collect();
    spans.sort();
    let mut merged: Vec<Span> = Vec::new();
    for (from, to) in spans {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}

fn overlaps(a: &[Span], b: &[Span]) -> Vec<Span> {
    let mut both = Vec::new();
    for &(a_from, a_to) in a {
        for &(b_from, b_to) in b {
            let (from, to) = (a_from.max(b_from), a_to.min(b_to));
            if from < to {
                both.push((from, to));
            }
        }
    }
    both.sort();
    both
}

fn seconds(spans: &[Span]) -> i64 {
    spans.iter().map(|(from, to)| to.micros() - from.micros()).sum::<i64>() / 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stay(seat: Seat, from_s: i64, to_s: i64) -> Interval {
        Interval {
            seat,
            from: Timestamp::from_micros(from_s * 1_000_000),
            to: Timestamp::from_micros(to_s * 1_000_000),
        }
    }

    #[test]
    fn minutes_together_leave_out_the_gap_of_a_reload() {
        let day =
            [stay(Seat::Instructor, 0, 1_000), stay(Seat::Student, 100, 400), stay(Seat::Student, 460, 900)];

        let sums = attendance(&day);

        assert_eq!(sums.together_seconds, 740);
        assert_eq!(sums.instructor_seconds, 1_000);
        assert_eq!(sums.student_seconds, 740);
        assert_eq!(sums.together_at, Some(Timestamp::from_micros(100_000_000)));
    }

    #[test]
    fn two_devices_of_one_person_never_count_twice() {
        let day = [stay(Seat::Instructor, 0, 100), stay(Seat::Student, 0, 60), stay(Seat::Student, 30, 90)];

        assert_eq!(attendance(&day).together_seconds, 90);
    }

    #[test]
    fn people_who_never_met_have_no_time_together() {
        let day = [stay(Seat::Instructor, 0, 100), stay(Seat::Student, 100, 200)];

        let sums = attendance(&day);

        assert_eq!((sums.together_seconds, sums.together_at), (0, None));
        assert!(sums.student_was_in && sums.instructor_was_in);
    }
}
