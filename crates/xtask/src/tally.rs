//! Counting what passed and what failed, and the summary a run ends with.

use std::time::{Duration, Instant};

use anyhow::Result;

/// How many checks or tests went which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: usize,
    pub failed: usize,
}

impl Count {
    /// One check that passed or did not.
    pub fn one(passed: bool) -> Self {
        Self { passed: usize::from(passed), failed: usize::from(!passed) }
    }

    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Reads a line of `cargo test` or of Node's test runner; other lines change nothing.
    pub fn read(&mut self, line: &str) {
        if let Some(result) = line.strip_prefix("test result: ") {
            self.passed += number_before(result, " passed");
            self.failed += number_before(result, " failed");
        } else if let Some(passed) = node_line(line, "pass ") {
            self.passed += passed;
        } else if let Some(failed) = node_line(line, "fail ").or_else(|| node_line(line, "cancelled ")) {
            self.failed += failed;
        }
    }
}

/// 12 of `ok. 12 passed; 0 failed`, for the word ` passed`.
fn number_before(line: &str, word: &str) -> usize {
    let Some((before, _)) = line.split_once(word) else { return 0 };
    let digits = before.rsplit(|letter: char| !letter.is_ascii_digit()).next();
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// 12 of `ℹ pass 12`, or of `# pass 12` as Node 20 writes where no terminal is, for the word `pass `.
fn node_line(line: &str, word: &str) -> Option<usize> {
    let said = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# "))?;
    said.strip_prefix(word)?.trim().parse().ok()
}

/// The steps of a run, in order.
#[derive(Default)]
pub struct Tally {
    steps: Vec<Step>,
}

struct Step {
    name: &'static str,
    count: Count,
    took: Duration,
}

impl Tally {
    /// Runs a check that either passes or says why not.
    pub fn check(&mut self, name: &'static str, check: impl FnOnce() -> Result<()>) {
        self.step(name, || check().map(|()| Count::one(true)));
    }

    /// Runs a step that counts by itself. An error is one failure; the run goes on.
    pub fn step(&mut self, name: &'static str, step: impl FnOnce() -> Result<Count>) {
        println!("\n── {name}");
        let started = Instant::now();
        let count = step().unwrap_or_else(|error| {
            eprintln!("{name}: {error:#}");
            Count::one(false)
        });
        self.steps.push(Step { name, count, took: started.elapsed() });
    }

    /// Prints a line for each step and, last, the sum. Gives the sum back.
    pub fn summary(&self) -> Count {
        println!();
        let mut sum = Count::default();
        for Step { name, count, took } in &self.steps {
            let mark = if count.failed == 0 { "ok    " } else { "FAILED" };
            println!(
                "{mark} {name:<28} {:>5} passed {:>3} failed {:>7.1} s",
                count.passed,
                count.failed,
                took.as_secs_f64()
            );
            sum.add(*count);
        }
        println!("\n{} passed, {} failed", sum.passed, sum.failed);
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_both_test_runners_are_counted() {
        let mut count = Count::default();

        count.read("running 3 tests");
        count.read(
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s",
        );
        count.read("test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s");
        count.read("ℹ pass 4");
        count.read("# pass 5");
        count.read("# fail 1");
        count.read("ℹ cancelled 0");

        assert_eq!(count, Count { passed: 23, failed: 4 });
    }
}
