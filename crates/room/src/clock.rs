//! The clock of minutes together: runs while both are present.

use std::time::Duration;

/// Adds up the spans in which both were present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TogetherClock {
    before: Duration,
    running_since: Option<Duration>,
}

impl TogetherClock {
    /// A stopped clock that shows `before`: what the store counted already.
    pub(crate) const fn showing(before: Duration) -> Self {
        Self { before, running_since: None }
    }

    /// Starts at `run`; a running clock goes on.
    pub(crate) fn start(&mut self, run: Duration) {
        self.running_since.get_or_insert(run);
    }

    /// Stops as of `run`, which may lie in the past: somebody's media had been silent since then.
    pub(crate) fn stop(&mut self, run: Duration) {
        if let Some(since) = self.running_since.take() {
            self.before += run.saturating_sub(since);
        }
    }

    pub(crate) const fn is_running(&self) -> bool {
        self.running_since.is_some()
    }

    /// What it shows at `run`.
    pub(crate) fn read(&self, run: Duration) -> Duration {
        self.before + self.running_since.map_or(Duration::ZERO, |since| run.saturating_sub(since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn only_the_time_both_are_present_counts() {
        let mut clock = TogetherClock::showing(s(60));

        clock.start(s(10));
        clock.start(s(12));
        clock.stop(s(15));
        clock.stop(s(90));
        clock.start(s(100));

        assert_eq!(clock.read(s(101)), s(66));
        assert!(clock.is_running());
    }
}
